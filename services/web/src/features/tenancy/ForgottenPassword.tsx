/** Asking for a link to set a new password. */
import { Alert, Button, Form, Input, Typography } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { Link } from 'react-router';
import { api, body } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { words } from './words.ts';

export function Component() {
  const t = useWords(words);
  const ask = useAct({
    run: (email: string) => body(api.POST('/v1/password-resets', { body: { email } })),
  });
  return (
    <Card className="panel">
      <Typography.Title level={1} style={{ fontSize: 24, marginTop: 0 }}>
        {t('forgottenTitle')}
      </Typography.Title>
      {ask.data ? (
        <Alert type="success" showIcon title={t('linkSent', { email: ask.data.email })} role="status" />
      ) : (
        <Form<{ email: string }> layout="vertical" requiredMark={false} onFinish={({ email }) => ask.mutate(email)}>
          <Typography.Paragraph type="secondary">{t('forgottenHint')}</Typography.Paragraph>
          <Form.Item
            name="email"
            label={t('email')}
            rules={[{ required: true, type: 'email', message: t('emailNeeded') }]}
          >
            <Input type="email" autoComplete="username" autoFocus size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={ask.isPending}>
            {t('sendLink')}
          </Button>
        </Form>
      )}
      <div style={{ marginTop: 16 }}>
        <Link to="/login">{t('backToLogin')}</Link>
      </div>
    </Card>
  );
}
