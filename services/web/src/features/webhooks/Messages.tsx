/** The messages for an endpoint, each with what became of it, and sending one again. */
import { Button, Flex, Select, Tag } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import type { Columns } from '../../ui/columns.tsx';
import { useConfirm } from '../../ui/confirm.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import type { FilterState } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Nothing } from '../../ui/states.tsx';
import { useEventName } from './EventPicker.tsx';
import { MESSAGE_STATES, MESSAGE_TONES } from './names.ts';
import { words } from './words.ts';

type Message = Schemas['Message'];
type State = Schemas['PlatformWebhooksMessageState'];

const SOON = 2_000;
const YOUNG = 30_000;

/** Look again while something was sent just now. */
const isYoung = (one: Message): boolean =>
  one.state === 'waiting' && Date.now() - Date.parse(one.round_began_at) < YOUNG;

interface Props {
  endpoint: Schemas['Endpoint'];
  filters: FilterState<'show' | 'state' | 'message'>;
  /** When a test was sent from this page. */
  testedAt: number;
}

export function Messages({ endpoint, filters, testedAt }: Props) {
  const t = useWords(words);
  const say = useSay();
  const { state } = filters.values;
  const list = useList({
    address: '/v1/webhook-endpoints',
    filters: { messages: endpoint.id, state },
    again: (rows: readonly Message[]) => (Date.now() - testedAt < YOUNG || rows.some(isYoung)) && SOON,
    ask: (page) => {
      const query = { ...page, ...(state ? { state: state as State } : {}) };
      const params = { path: { endpoint_id: endpoint.id }, query };
      return body(api.GET('/v1/webhook-endpoints/{endpoint_id}/messages', { params }));
    },
  });
  const columns = useMessageColumns(endpoint.state === 'active');
  return (
    <DataTable
      id="webhook.messages"
      title={t('messages')}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      isFiltered={state !== undefined}
      onClear={() => filters.set({ state: null })}
      empty={<Nothing title={t('noMessages')} hint={t('noMessagesHint')} />}
      tools={
        <Select
          allowClear
          value={state ?? null}
          placeholder={t('anyState')}
          aria-label={t('state')}
          style={{ width: 150 }}
          options={Object.entries(MESSAGE_STATES).map(([value, pair]) => ({ value, label: say(pair) }))}
          onChange={(value: string | null) => filters.set({ state: value })}
        />
      }
    />
  );
}

function useMessageColumns(isActive: boolean): Columns<Message> {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  const event = useEventName();
  return useMemo(
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
      {
        key: 'state',
        title: t('state'),
        value: (row) => say(MESSAGE_STATES[row.state]),
        render: (row) => <Tag color={MESSAGE_TONES[row.state]}>{say(MESSAGE_STATES[row.state])}</Tag>,
      },
      { key: 'created', title: t('happened'), value: (row) => format.instant(row.created_at) },
      {
        key: 'attempts',
        title: t('tries'),
        align: 'end',
        value: (row) => row.attempts,
        render: (row) => (
          <Link to={`?show=attempts&message=${row.id}`} aria-label={`${t('seeAttempts')}: ${event(row.event)}`}>
            {row.attempts}
          </Link>
        ),
      },
      { key: 'sequence', title: t('sequence'), align: 'end', isExtra: true, value: (row) => row.sequence },
      { key: 'ended', title: t('ended'), isExtra: true, value: (row) => format.instant(row.ended_at) },
      {
        key: 'act',
        title: t('replay'),
        value: () => null,
        render: (row) => (isActive && row.state !== 'waiting' ? <Replay message={row} /> : null),
      },
    ],
    [t, say, format, event, isActive],
  );
}

function Replay({ message }: { message: Message }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const replay = useAct({
    run: () =>
      api.POST('/v1/webhook-endpoints/{endpoint_id}/messages/{message_id}/replay', {
        params: {
          path: { endpoint_id: message.endpoint_id, message_id: message.id },
          header: { 'Idempotency-Key': newKey() },
        },
      }),
    done: t('replayed'),
    changes: ['/v1/webhook-endpoints'],
  });
  const ask = async () => {
    if (await confirm({ title: t('replayTitle'), content: t('replayHint'), verb: t('replay') })) replay.mutate();
  };
  return (
    <Button size="small" loading={replay.isPending} onClick={() => void ask()}>
      {t('replay')}
    </Button>
  );
}
