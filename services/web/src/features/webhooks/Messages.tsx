/** The messages for an endpoint, each with what became of it, and sending one again. */
import { Flex } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { type Columns, tagColumn } from '../../ui/columns.tsx';
import { ConfirmButton } from '../../ui/ConfirmButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { stateFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { useEventName } from './EventPicker.tsx';
import { MESSAGE_STATES, MESSAGE_TONES } from './names.ts';
import { words } from './words.ts';

type Message = Schemas['Message'];

const SOON = 2_000;
const YOUNG = 30_000;

/** Look again while something was sent just now. */
const isYoung = (one: Message): boolean =>
  one.state === 'waiting' && Date.now() - Date.parse(one.round_began_at) < YOUNG;

interface Props {
  endpoint: Schemas['Endpoint'];
  /** When a test was sent from this page. */
  testedAt: number;
}

export function Messages({ endpoint, testedAt }: Props) {
  const t = useWords(words);
  const list = useList({
    address: '/v1/webhook-endpoints',
    scope: ['messages', endpoint.id],
    filters: [stateFilter(MESSAGE_STATES, { width: 150 })],
    again: (rows: readonly Message[]) => (Date.now() - testedAt < YOUNG || rows.some(isYoung)) && SOON,
    ask: (query) => {
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
      empty={{ title: t('noMessages'), hint: t('noMessagesHint') }}
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
      tagColumn(
        'state',
        t('state'),
        (row) => say(MESSAGE_STATES[row.state]),
        (row) => MESSAGE_TONES[row.state],
      ),
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
  const path = { endpoint_id: message.endpoint_id, message_id: message.id };
  return (
    <ConfirmButton
      size="small"
      verb={t('replay')}
      title={t('replayTitle')}
      content={t('replayHint')}
      run={() =>
        api.POST('/v1/webhook-endpoints/{endpoint_id}/messages/{message_id}/replay', {
          params: { path, header: { 'Idempotency-Key': newKey() } },
        })
      }
      done={t('replayed')}
      changes={['/v1/webhook-endpoints']}
    />
  );
}
