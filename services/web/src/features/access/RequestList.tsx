/** What operators asked to read of tenants, what was answered, and the way in while a grant runs. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Flex } from 'antd';
import { useEffect, useMemo } from 'react';
import { api, body, heldPass, newKey, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { type Columns, linkColumn } from '../../ui/columns.tsx';
import { ConfirmButton } from '../../ui/ConfirmButton.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
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
    ask: (query) => body(api.GET('/v1/operator/access-requests', { params: { query } })),
  });
  const asking = filters.values.ask ?? '';
  const hasEnded = Boolean(filters.values.ended);
  useEffect(() => {
    if (hasEnded) heldPass.drop();
  }, [hasEnded]);
  return (
    <ListPage
      id="operator.access"
      title={t('requests')}
      hint={t('requestsHint')}
      actions={<AskButton key={asking} tenantId={asking} onDone={() => filters.set({ ask: null })} />}
      list={list}
      columns={columns}
      empty={{ title: t('noRequests'), hint: t('noRequestsHint') }}
    >
      {hasEnded && <Alert type="info" showIcon title={t('endedNow')} style={{ marginBottom: 16 }} role="status" />}
    </ListPage>
  );
}

function useRequestColumns(): Columns<Request> {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  return useMemo(
    () => [
      linkColumn(
        'tenant',
        t('tenant'),
        (row) => row.tenant_name,
        (row) => `/operator/tenants/${row.tenant_id}`,
      ),
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
      {
        key: 'lapses',
        title: t('lapses'),
        value: (row) => (row.state === 'asked' ? format.instant(row.lapses_at) : '—'),
      },
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
  const path = { access_id: request.id };
  return (
    <ConfirmButton
      size="small"
      type="primary"
      verb={t('open')}
      title={t('openTitle', { name: request.tenant_name })}
      content={t('openHint')}
      run={() =>
        body(
          api.POST('/v1/operator/access-requests/{access_id}/passes', {
            params: { path, header: { 'Idempotency-Key': newKey() } },
          }),
        )
      }
      changes={['/v1/operator/access-requests']}
      then={({ token }) => {
        heldPass.keep(token ?? '');
        cache.clear();
        location.assign('/');
      }}
    />
  );
}

function Withdraw({ request }: { request: Request }) {
  const t = useWords(words);
  const isRunning = request.state === 'granted';
  const path = { access_id: request.id };
  return (
    <ConfirmButton
      size="small"
      danger
      verb={t(isRunning ? 'finish' : 'withdraw')}
      title={t(isRunning ? 'finishTitle' : 'withdrawTitle', { name: request.tenant_name })}
      run={() =>
        api.POST('/v1/operator/access-requests/{access_id}/withdrawal', {
          params: { path, header: { 'Idempotency-Key': newKey() } },
        })
      }
      done={t(isRunning ? 'finishDone' : 'withdrawDone')}
      changes={['/v1/operator/access-requests']}
    />
  );
}
