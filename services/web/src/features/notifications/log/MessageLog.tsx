/** Every message of the brand with what became of it; a mail that failed can be sent again. */
import { Button, Drawer, Flex, Select, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { api, body, newKey, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import type { Columns } from '../../../ui/columns.tsx';
import { useConfirm } from '../../../ui/confirm.ts';
import { DataTable } from '../../../ui/DataTable.tsx';
import { CHANNELS, MESSAGE_STATES, MESSAGE_TONES, useDomain } from '../../../ui/domain.ts';
import { type FilterState, useFilters } from '../../../ui/filters.ts';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { Page } from '../../../ui/Page.tsx';
import { useIsPhone } from '../../../ui/screen.ts';
import { Nothing } from '../../../ui/states.tsx';
import { words } from './words.ts';

type Message = Schemas['LoggedMessage'];
type State = Schemas['NotificationsMessageState'];
type Channel = Schemas['NotificationsChannel'];
const FILTERS = ['state', 'channel'] as const;
const WIDTH = 520;

const isReplayable = (one: Message): boolean => one.state === 'failed' || one.state === 'uncertain';

export function Component() {
  const t = useWords(words);
  const filters = useFilters(FILTERS);
  const [opened, setOpened] = useState<Message | null>(null);
  const columns = useLogColumns(setOpened);
  const { state, channel } = filters.values;
  const list = useList({
    address: '/v1/message-log',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(state ? { state: state as State } : {}),
        ...(channel ? { channel: channel as Channel } : {}),
      };
      return body(api.GET('/v1/message-log', { params: { query } }));
    },
  });
  return (
    <Page title={t('log')} hint={t('logHint')}>
      <DataTable
        id="message.log"
        title={t('log')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={<Tools filters={filters} />}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('none')} />}
        hasViews
      />
      <OneMessage message={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function Tools({ filters }: { filters: FilterState<(typeof FILTERS)[number]> }) {
  const t = useWords(words);
  const domain = useDomain();
  const { state, channel } = filters.values;
  const states = (Object.keys(MESSAGE_STATES) as State[]).map((value) => ({
    value,
    label: domain(MESSAGE_STATES, value),
  }));
  const channels = (Object.keys(CHANNELS) as Channel[]).map((value) => ({ value, label: domain(CHANNELS, value) }));
  return (
    <>
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 150 }}
        options={states}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
      <Select
        allowClear
        value={channel ?? null}
        placeholder={t('anyChannel')}
        aria-label={t('channel')}
        style={{ width: 130 }}
        options={channels}
        onChange={(value: string | null) => filters.set({ channel: value })}
      />
    </>
  );
}

function OneMessage({ message, onClose }: { message: Message | null; onClose: () => void }) {
  const t = useWords(words);
  const isPhone = useIsPhone();
  return (
    <Drawer open={message !== null} title={message?.subject} size={isPhone ? '100%' : WIDTH} onClose={onClose}>
      {message && (
        <>
          <Particulars message={message} />
          <p style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{message.body ?? t('confidential')}</p>
        </>
      )}
    </Drawer>
  );
}

function Particulars({ message }: { message: Message }) {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const rows = [
    [t('recipient'), `${message.recipient_name} ${message.address}`],
    [t('channel'), domain(CHANNELS, message.channel)],
    [t('state'), domain(MESSAGE_STATES, message.state)],
    [t('answer'), message.answer || '—'],
    [t('tries'), message.tries],
    [t('created'), format.instant(message.created_at)],
    [t('handed'), format.instant(message.handed_at)],
    [t('template'), <code>{message.template}</code>],
  ] as const;
  return (
    <dl className="fields">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function useLogColumns(open: (message: Message) => void): Columns<Message> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const { can } = useSession();
  const mayReplay = can('deliveries.replay');
  return useMemo(() => {
    const columns: Columns<Message> = [
      {
        key: 'message',
        title: t('message'),
        value: (row) => row.subject,
        render: (row) => (
          <Button type="link" size="small" className="wrapping" onClick={() => open(row)}>
            {row.subject}
          </Button>
        ),
      },
      {
        key: 'recipient',
        title: t('recipient'),
        value: (row) => `${row.recipient_name} ${row.address}`,
        render: (row) => (
          <Flex vertical>
            <span>{row.recipient_name}</span>
            <small className="muted" style={{ overflowWrap: 'anywhere' }}>
              {row.address}
            </small>
          </Flex>
        ),
      },
      { key: 'channel', title: t('channel'), value: (row) => domain(CHANNELS, row.channel) },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(MESSAGE_STATES, row.state),
        render: (row) => <Tag color={MESSAGE_TONES[row.state]}>{domain(MESSAGE_STATES, row.state)}</Tag>,
      },
      {
        key: 'answer',
        title: t('answer'),
        value: (row) => row.answer,
        render: (row) => (isReplayable(row) ? <span style={{ overflowWrap: 'anywhere' }}>{row.answer}</span> : '—'),
      },
      { key: 'tries', title: t('tries'), align: 'end', isExtra: true, value: (row) => row.tries },
      { key: 'created', title: t('created'), value: (row) => format.instant(row.created_at) },
    ];
    if (!mayReplay) return columns;
    const replay = (row: Message) => (isReplayable(row) ? <Replay message={row} /> : null);
    return [...columns, { key: 'act', title: t('replay'), value: () => null, render: replay }];
  }, [t, domain, format, mayReplay, open]);
}

function Replay({ message }: { message: Message }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const replay = useAct({
    run: () => {
      const params = { path: { message_id: message.id }, header: { 'Idempotency-Key': newKey() } };
      return api.POST('/v1/message-log/{message_id}/replay', { params });
    },
    done: t('replayed'),
    changes: ['/v1/message-log'],
  });
  const ask = async () => {
    const content = t('replayHint', { address: message.address });
    if (await confirm({ title: t('replayTitle'), content, verb: t('replay') })) replay.mutate();
  };
  return (
    <Button size="small" loading={replay.isPending} onClick={() => void ask()}>
      {t('replay')}
    </Button>
  );
}
