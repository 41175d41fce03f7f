/** Every message of the brand with what became of it; a mail that failed can be sent again. */
import { Button, Flex } from 'antd';
import { useMemo, useState } from 'react';
import { api, body, newKey, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { type Columns, tagColumn } from '../../../ui/columns.tsx';
import { ConfirmButton } from '../../../ui/ConfirmButton.tsx';
import { CHANNELS, MESSAGE_STATES, MESSAGE_TONES, useDomain } from '../../../ui/domain.ts';
import { choiceFilter, stateFilter } from '../../../ui/filtering.tsx';
import { useFormat } from '../../../ui/format.ts';
import { History } from '../../../ui/History.tsx';
import { ListPage } from '../../../ui/ListPage.tsx';
import { useList } from '../../../ui/lists.ts';
import { SidePanel } from '../../../ui/SidePanel.tsx';
import { words } from './words.ts';

type Message = Schemas['LoggedMessage'];
const isReplayable = (one: Message): boolean => one.state === 'failed' || one.state === 'uncertain';

export function Component() {
  const t = useWords(words);
  const [opened, setOpened] = useState<Message | null>(null);
  const columns = useLogColumns(setOpened);
  const list = useList({
    address: '/v1/message-log',
    filters: [
      stateFilter(MESSAGE_STATES, { width: 150 }),
      choiceFilter('channel', CHANNELS, { label: t('channel'), any: t('anyChannel') }),
    ],
    ask: (query) => body(api.GET('/v1/message-log', { params: { query } })),
  });
  return (
    <ListPage
      id="message.log"
      title={t('log')}
      hint={t('logHint')}
      list={list}
      columns={columns}
      hasViews
      empty={{ title: t('none') }}
    >
      <SidePanel isOpen={opened !== null} title={opened?.subject} onClose={() => setOpened(null)}>
        {opened && <OneMessage message={opened} />}
      </SidePanel>
    </ListPage>
  );
}

function OneMessage({ message }: { message: Message }) {
  const t = useWords(words);
  return (
    <>
      <Particulars message={message} />
      <p style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{message.body ?? t('confidential')}</p>
    </>
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
    <>
      <dl className="fields">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <History of={message.id} />
    </>
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
      tagColumn(
        'state',
        t('state'),
        (row) => domain(MESSAGE_STATES, row.state),
        (row) => MESSAGE_TONES[row.state],
      ),
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
  const path = { message_id: message.id };
  return (
    <ConfirmButton
      size="small"
      verb={t('replay')}
      title={t('replayTitle')}
      content={t('replayHint', { address: message.address })}
      run={() =>
        api.POST('/v1/message-log/{message_id}/replay', { params: { path, header: { 'Idempotency-Key': newKey() } } })
      }
      done={t('replayed')}
      changes={['/v1/message-log']}
    />
  );
}
