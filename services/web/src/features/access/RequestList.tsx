/** What operators asked to read of tenants, what was answered, and the way in while a grant runs. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Flex } from 'antd';
import { useEffect, useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, heldPass, newKey, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import type { Columns } from '../../ui/columns.tsx';
import { useConfirm } from '../../ui/confirm.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { AskButton } from './AskButton.tsx';
import { STATES } from './names.ts';
import { StateTag } from './StateTag.tsx';
import { words } from './words.ts';

type Request = Schemas['AccessOfTenant'];

export function Component() {
  const t = useWords(words);
  const filters = useFilters(['ask', 'ended']);
  const columns = useRequestColumns();
  const list = useList({
    address: '/v1/operator/access-requests',
    filters: {},
    ask: (page) => body(api.GET('/v1/operator/access-requests', { params: { query: page } })),
  });
  const asking = filters.values.ask ?? '';
  const hasEnded = Boolean(filters.values.ended);
  useEffect(() => {
    if (hasEnded) heldPass.drop();
  }, [hasEnded]);
  return (
    <Page
      title={t('requests')}
      hint={t('requestsHint')}
      actions={<AskButton key={asking} tenantId={asking} onDone={() => filters.set({ ask: null })} />}
    >
      {hasEnded && <Alert type="info" showIcon title={t('endedNow')} style={{ marginBottom: 16 }} role="status" />}
      <DataTable
        id="operator.access"
        title={t('requests')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        empty={<Nothing title={t('noRequests')} hint={t('noRequestsHint')} />}
      />
    </Page>
  );
}

function useRequestColumns(): Columns<Request> {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'tenant',
        title: t('tenant'),
        value: (row) => row.tenant_name,
        render: (row) => <Link to={`/operator/tenants/${row.tenant_id}`}>{row.tenant_name}</Link>,
      },
      {
        key: 'reason',
        title: t('reason'),
        value: (row) => row.reason,
        render: (row) => (
          <span>
            {row.reason}
            {row.answer && (
              <>
                <br />
                <small className="muted">{`${t('answer')}: ${row.answer}`}</small>
              </>
            )}
          </span>
        ),
      },
      {
        key: 'state',
        title: t('state'),
        value: (row) => say(STATES[row.state]),
        render: (row) => <StateTag state={row.state} />,
      },
      { key: 'hours', title: t('hours'), align: 'end', value: (row) => t('hoursValue', { n: row.hours }) },
      { key: 'until', title: t('until'), value: (row) => format.instant(row.until) },
      { key: 'looks', title: t('looks'), align: 'end', value: (row) => format.number(row.looks) },
      { key: 'operator', title: t('operator'), value: (row) => row.operator_name },
      { key: 'asked', title: t('asked'), isExtra: true, value: (row) => format.instant(row.asked_at) },
      { key: 'act', title: t('act'), value: () => null, render: (row) => <Acts request={row} /> },
    ],
    [t, say, format],
  );
}

function Acts({ request }: { request: Request }) {
  const t = useWords(words);
  if (request.state !== 'asked' && request.state !== 'granted') return null;
  if (!request.is_own) return <small className="muted">{t('others')}</small>;
  return (
    <Flex gap={8} wrap>
      {request.state === 'granted' && <Open request={request} />}
      <Withdraw request={request} />
    </Flex>
  );
}

function Open({ request }: { request: Request }) {
  const t = useWords(words);
  const cache = useQueryClient();
  const confirm = useConfirm();
  const open = useAct({
    run: () =>
      body(
        api.POST('/v1/operator/access-requests/{access_id}/passes', {
          params: { path: { access_id: request.id }, header: { 'Idempotency-Key': newKey() } },
        }),
      ),
    changes: ['/v1/operator/access-requests'],
    then: ({ token }) => {
      heldPass.keep(token ?? '');
      cache.clear();
      location.assign('/');
    },
  });
  const ask = async () => {
    const title = t('openTitle', { name: request.tenant_name });
    if (await confirm({ title, content: t('openHint'), verb: t('open') })) open.mutate();
  };
  return (
    <Button size="small" type="primary" loading={open.isPending} onClick={() => void ask()}>
      {t('open')}
    </Button>
  );
}

function Withdraw({ request }: { request: Request }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const isRunning = request.state === 'granted';
  const verb = t(isRunning ? 'finish' : 'withdraw');
  const withdraw = useAct({
    run: () =>
      api.POST('/v1/operator/access-requests/{access_id}/withdrawal', {
        params: { path: { access_id: request.id }, header: { 'Idempotency-Key': newKey() } },
      }),
    done: t(isRunning ? 'finishDone' : 'withdrawDone'),
    changes: ['/v1/operator/access-requests'],
  });
  const ask = async () => {
    const title = t(isRunning ? 'finishTitle' : 'withdrawTitle', { name: request.tenant_name });
    if (await confirm({ title, verb, dangerous: true })) withdraw.mutate();
  };
  return (
    <Button size="small" danger loading={withdraw.isPending} onClick={() => void ask()}>
      {verb}
    </Button>
  );
}
