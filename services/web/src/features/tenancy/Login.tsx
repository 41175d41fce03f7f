/** Coming in with an address and a password. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Flex, Form, Input, Typography } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api, body, keepCsrf } from '../../api/client.ts';
import type { Problem } from '../../api/problem.ts';
import { useWords } from '../../app/language.ts';
import { announceSession } from '../../app/session.tsx';
import { useAct } from '../../ui/act.ts';
import { words } from './words.ts';

interface Answers {
  email: string;
  password: string;
}

/** Where to go on: a page of ours, never an address elsewhere. */
function nextOf(wanted: string | null): string {
  return wanted?.startsWith('/') && !wanted.startsWith('//') ? wanted : '/';
}

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const cache = useQueryClient();
  const [params] = useSearchParams();
  const [refusal, setRefusal] = useState('');
  const enter = useAct<Answers, { csrf_token: string }>({
    run: (answers) => body(api.POST('/v1/sessions', { body: { ...answers, mode: 'cookie' } })),
    refused: (problem: Problem) => {
      setRefusal(problem.detail);
      return problem.detail !== '';
    },
    then: (opened) => {
      keepCsrf(opened.csrf_token);
      announceSession();
      cache.clear();
      void go(nextOf(params.get('next')), { replace: true });
    },
  });
  return (
    <Card className="panel">
      <Typography.Title level={1} style={{ fontSize: 26, marginTop: 0, marginBottom: 4 }}>
        {t('welcome')}
      </Typography.Title>
      <Typography.Paragraph type="secondary">{t('tagline')}</Typography.Paragraph>
      {refusal && <Alert type="error" showIcon title={refusal} style={{ marginBottom: 16 }} role="alert" />}
      <Form<Answers> layout="vertical" requiredMark={false} onFinish={(answers) => enter.mutate(answers)}>
        <Form.Item
          name="email"
          label={t('email')}
          rules={[{ required: true, type: 'email', message: t('emailNeeded') }]}
        >
          <Input type="email" autoComplete="username" autoFocus size="large" />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordNeeded') }]}>
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={enter.isPending}>
          {t('logIn')}
        </Button>
      </Form>
      <Flex justify="space-between" style={{ marginTop: 16 }}>
        <Link to="/forgotten">{t('forgotten')}</Link>
        <Link to="/verify">{t('verifyPaper')}</Link>
      </Flex>
    </Card>
  );
}
