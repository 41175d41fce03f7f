/** Setting a new password with the link from the mail. */
import { Button, Form, Typography } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { useNavigate, useParams } from 'react-router';
import { api } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { PasswordFields } from './PasswordFields.tsx';
import { words } from './words.ts';

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const { token = '' } = useParams();
  const set = useAct({
    run: (password: string) => api.POST('/v1/password-resets/completions', { body: { token, password } }),
    done: t('passwordSet'),
    then: () => void go('/login', { replace: true }),
  });
  return (
    <Card className="panel">
      <Typography.Title level={1} style={{ fontSize: 24, marginTop: 0 }}>
        {t('newPasswordTitle')}
      </Typography.Title>
      <Form<{ password: string }>
        layout="vertical"
        requiredMark={false}
        onFinish={({ password }) => set.mutate(password)}
      >
        <PasswordFields label={t('password')} />
        <Button type="primary" htmlType="submit" size="large" block loading={set.isPending}>
          {t('setPassword')}
        </Button>
      </Form>
    </Card>
  );
}
