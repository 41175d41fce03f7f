/** What one was told, newest first. */
import { CheckOutlined, PhoneOutlined } from '@ant-design/icons';
import { Badge, Button, Flex, Segmented, Tag, Typography } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Loading, Nothing, ProblemState } from '../../ui/states.tsx';
import { words } from './words.ts';

type Message = Schemas['InboxMessage'];
const CHANGES = ['/v1/messages'];

export function Component() {
  const t = useWords(words);
  const filters = useFilters(['show']);
  const isAll = filters.values.show === 'all';
  const list = useList({
    address: '/v1/messages',
    scope: isAll,
    ask: (page) => body(api.GET('/v1/messages', { params: { query: { ...page, unread: !isAll } } })),
  });
  const readAll = useAct({ run: () => api.POST('/v1/messages/readings'), done: t('allRead'), changes: CHANGES });
  const choices = [
    { value: 'unread', label: t('unread') },
    { value: 'all', label: t('all') },
  ];
  const { query, rows } = list;
  return (
    <Page
      title={t('inbox')}
      actions={
        <Button
          icon={<CheckOutlined />}
          disabled={!rows.some((one) => !one.read_at)}
          loading={readAll.isPending}
          onClick={() => readAll.mutate()}
        >
          {t('readAll')}
        </Button>
      }
    >
      <Segmented
        aria-label={t('which')}
        options={choices}
        value={isAll ? 'all' : 'unread'}
        onChange={(show) => filters.set({ show: show === 'all' ? show : null })}
        style={{ marginBottom: 12 }}
      />
      {query.isPending && <Loading />}
      {query.error && !query.data && <ProblemState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && !rows.length && <Nothing title={t(isAll ? 'none' : 'noneUnread')} hint={t('noneHint')} />}
      <Flex vertical gap={10} component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
        {rows.map((one) => (
          <li key={one.id}>
            <MessageCard message={one} />
          </li>
        ))}
      </Flex>
      {query.hasNextPage && (
        <Flex justify="center" style={{ padding: 16 }}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </Flex>
      )}
    </Page>
  );
}

function MessageCard({ message }: { message: Message }) {
  const t = useWords(words);
  const format = useFormat();
  const go = useNavigate();
  const read = useAct({
    run: () => api.POST('/v1/messages/{message_id}/reading', { params: { path: { message_id: message.id } } }),
    changes: CHANGES,
  });
  const open = () => {
    if (!message.read_at) read.mutate();
    if (message.link) void go(message.link);
  };
  return (
    <Card size="small">
      <Flex justify="space-between" gap={12} wrap>
        <div style={{ minWidth: 0, flex: '1 1 260px' }}>
          <Flex gap={8} align="center" wrap>
            {!message.read_at && <Badge status="processing" text={<span className="sr-only">{t('unread')}</span>} />}
            <strong>{message.subject}</strong>
            {message.by_phone && <Tag icon={<PhoneOutlined />}>{t('phoned')}</Tag>}
          </Flex>
          <Typography.Paragraph style={{ margin: '4px 0', whiteSpace: 'pre-line' }}>
            {message.body}
          </Typography.Paragraph>
          <small>{format.instant(message.created_at)}</small>
        </div>
        <Flex gap={8} align="center">
          {!message.read_at && (
            <Button
              size="small"
              icon={<CheckOutlined />}
              aria-label={`${t('markRead')}: ${message.subject}`}
              onClick={() => read.mutate()}
            />
          )}
          {message.link && (
            <Button size="small" aria-label={`${t('open')}: ${message.subject}`} onClick={open}>
              {t('open')}
            </Button>
          )}
        </Flex>
      </Flex>
    </Card>
  );
}
