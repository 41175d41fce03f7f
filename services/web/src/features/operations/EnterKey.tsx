/** Operators come in with a key, which stays in this tab. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api, operatorKey } from '../../api/client.ts';
import type { Problem } from '../../api/problem.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { Card } from '../../ui/Card.tsx';
import { words } from './words.ts';

const HOME = '/operator/tenants';
const KEY = /^\s*aps_oper_[\x21-\x7e]+\s*$/;

/** Where to go on: an operators' page, never an address elsewhere. */
const nextOf = (wanted: string | null): string => (wanted?.startsWith('/operator/') ? wanted : HOME);

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const cache = useQueryClient();
  const [params] = useSearchParams();
  const [refusal, setRefusal] = useState('');
  const enter = useAct<{ key: string }>({
    run: ({ key }) => {
      operatorKey.keep(key.trim());
      return api.GET('/v1/operator/fleets');
    },
    refused: (problem: Problem) => {
      operatorKey.drop();
      setRefusal(problem.detail);
      return problem.detail !== '';
    },
    then: () => {
      cache.clear();
      void go(nextOf(params.get('next')), { replace: true });
    },
  });
  return (
    <Card className="panel">
      <Typography.Title level={1} style={{ fontSize: 26, marginTop: 0, marginBottom: 4 }}>
        {t('welcome')}
      </Typography.Title>
      <Typography.Paragraph className="muted">{t('welcomeHint')}</Typography.Paragraph>
      {refusal && <Alert type="error" showIcon title={refusal} style={{ marginBottom: 16 }} role="alert" />}
      <Form<{ key: string }> layout="vertical" requiredMark={false} onFinish={(answers) => enter.mutate(answers)}>
        <Form.Item name="key" label={t('key')} rules={[{ required: true, pattern: KEY, message: t('keyWrong') }]}>
          <Input.Password autoComplete="off" autoFocus size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={enter.isPending}>
          {t('enter')}
        </Button>
      </Form>
    </Card>
  );
}
