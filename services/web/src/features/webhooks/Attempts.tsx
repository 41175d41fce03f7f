/** Each try at an endpoint and what came back. */
import { Alert, Button, Flex, Tag } from 'antd';
import { useMemo } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { linkFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { useEventName } from './EventPicker.tsx';
import { words } from './words.ts';

type Attempt = Schemas['Attempt'];
const MULTIPLE = 300;

interface Props {
  endpoint: Schemas['Endpoint'];
}

export function Attempts({ endpoint }: Props) {
  const t = useWords(words);
  const format = useFormat();
  const event = useEventName();
  const list = useList({
    address: '/v1/webhook-endpoints',
    scope: ['attempts', endpoint.id],
    filters: [linkFilter('message_id', 'message')],
    ask: (query) => {
      const params = { path: { endpoint_id: endpoint.id }, query };
      return body(api.GET('/v1/webhook-endpoints/{endpoint_id}/attempts', { params }));
    },
  });
  const columns = useMemo<Columns<Attempt>>(
    () => [
      {
        key: 'event',
        title: t('event'),
        value: (row) => row.event,
        render: (row) => (
          <Flex vertical>
            <span>{event(row.event)}</span>
            <small className="muted">{row.event}</small>
          </Flex>
        ),
      },
      { key: 'at', title: t('at'), value: (row) => format.instant(row.at) },
      { key: 'number', title: t('number'), align: 'end', value: (row) => row.number },
      {
        key: 'answer',
        title: t('answer'),
        value: (row) => row.status ?? row.error,
        render: (row) => <Answer attempt={row} />,
      },
      { key: 'response', title: t('response'), value: (row) => row.response, render: (row) => <Said attempt={row} /> },
      { key: 'took', title: t('duration'), align: 'end', value: (row) => `${format.number(row.duration_ms)} ms` },
    ],
    [t, format, event],
  );
  return (
    <>
      {list.filters.isFiltered && (
        <Alert
          type="info"
          title={t('ofMessage')}
          style={{ marginBottom: 12 }}
          action={
            <Button size="small" onClick={list.filters.clear}>
              {t('showAll')}
            </Button>
          }
        />
      )}
      <DataTable
        id="webhook.attempts"
        title={t('attempts')}
        list={list}
        columns={columns}
        rowKey={(row) => `${row.message_id} ${row.at}`}
        empty={{ title: t('noAttempts') }}
      />
    </>
  );
}

function Answer({ attempt: { status, error } }: { attempt: Attempt }) {
  if (status === null) return <Tag color="error">{error}</Tag>;
  return <Tag color={status < MULTIPLE ? 'success' : 'error'}>{status}</Tag>;
}

function Said({ attempt }: { attempt: Attempt }) {
  return attempt.response ? <code style={{ overflowWrap: 'anywhere' }}>{attempt.response}</code> : <>—</>;
}
