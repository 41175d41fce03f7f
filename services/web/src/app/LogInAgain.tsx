/** Logging in again over a page whose session has ended, so that nothing typed there is lost. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, body, keepCsrf, type Schemas } from '../api/client.ts';
import { useAct } from '../ui/act.ts';
import { sessionBegins } from './ended.ts';
import { useWords } from './language.ts';
import { words } from './words.again.ts';

interface Answers {
  password: string;
}

export function LogInAgain({ me }: { me: Schemas['Me'] }) {
  const t = useWords(words);
  const cache = useQueryClient();
  const [form] = Form.useForm<Answers>();
  const [refusal, setRefusal] = useState('');
  const enter = useAct<Answers, { csrf_token: string }>({
    run: ({ password }) =>
      body(api.POST('/v1/sessions', { body: { email: me.email, password, tenant_id: me.tenant_id, mode: 'cookie' } })),
    done: t('again'),
    refused: (problem) => {
      setRefusal(problem.detail);
      return problem.detail !== '';
    },
    then: (opened) => {
      keepCsrf(opened.csrf_token);
      sessionBegins();
      void cache.invalidateQueries();
    },
  });
  const here = location.pathname + location.search;
  const other = (
    <Button key="other" type="link" href={`/login?next=${encodeURIComponent(here)}`}>
      {t('somebodyElse')}
    </Button>
  );
  const ok = (
    <Button key="ok" type="primary" loading={enter.isPending} onClick={() => form.submit()}>
      {t('logIn')}
    </Button>
  );
  return (
    <Modal open centered title={t('ended')} closable={false} keyboard={false} footer={[other, ok]}>
      <p>{t('endedHint')}</p>
      {refusal && <Alert type="error" showIcon role="alert" title={refusal} style={{ marginBottom: 16 }} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(answers) => enter.mutate(answers)}>
        <Form.Item label={t('email')} htmlFor="again-email">
          <Input id="again-email" type="email" autoComplete="username" value={me.email} readOnly />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordNeeded') }]}>
          <Input.Password autoComplete="current-password" autoFocus />
        </Form.Item>
        <button type="submit" hidden />
      </Form>
    </Modal>
  );
}
