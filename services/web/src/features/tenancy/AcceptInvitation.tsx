/** Joining a brand by the link in an invitation. */
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Typography } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { useNavigate, useParams } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useLanguage, useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { ROLES, useDomain } from '../../ui/domain.ts';
import { Loaded } from '../../ui/states.tsx';
import { PasswordFields } from './PasswordFields.tsx';
import { words } from './words.ts';

interface Answers {
  name: string;
  password: string;
}

export function Component() {
  const { token = '' } = useParams();
  const offer = useQuery({
    queryKey: ['offer', token],
    queryFn: () => body(api.POST('/v1/invitations/offer', { body: { token } })),
  });
  return (
    <Card className="panel">
      <Loaded query={offer}>{(invited) => <Offer invited={invited} token={token} />}</Loaded>
    </Card>
  );
}

function Offer({ invited, token }: { invited: Schemas['InvitationShown']; token: string }) {
  const t = useWords(words);
  const domain = useDomain();
  const go = useNavigate();
  const locale = useLanguage();
  const accept = useAct({
    run: ({ name, password }: Answers) =>
      api.POST('/v1/invitations/acceptances', { body: { token, password, name: name || invited.name, locale } }),
    done: t('accepted'),
    then: () => void go('/login', { replace: true }),
  });
  const roles = invited.roles.map((role) => domain(ROLES, role)).join('、');
  return (
    <>
      <Typography.Title level={1} style={{ fontSize: 24, marginTop: 0 }}>
        {t('invited', { brand: invited.tenant_name })}
      </Typography.Title>
      <Typography.Paragraph type="secondary">
        {invited.email} · {t('invitedAs', { roles })}
      </Typography.Paragraph>
      <Form<Answers>
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: invited.name }}
        onFinish={(answers) => accept.mutate(answers)}
      >
        {invited.has_account ? (
          <>
            <Typography.Paragraph>{t('hasAccount')}</Typography.Paragraph>
            <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordNeeded') }]}>
              <Input.Password autoComplete="current-password" size="large" />
            </Form.Item>
          </>
        ) : (
          <>
            <Form.Item
              name="name"
              label={t('yourName')}
              rules={[{ required: true, whitespace: true, message: t('nameNeeded') }]}
            >
              <Input autoComplete="name" size="large" />
            </Form.Item>
            <PasswordFields label={t('choosePassword')} />
          </>
        )}
        <Button type="primary" htmlType="submit" size="large" block loading={accept.isPending}>
          {t('accept')}
        </Button>
      </Form>
    </>
  );
}
