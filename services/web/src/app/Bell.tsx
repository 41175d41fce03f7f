/** Unread messages, looked for every now and then. */
import { BellOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { remote } from '../api/client.ts';
import { useWords } from './language.ts';
import { useSession } from './session.tsx';
import { words } from './words.shell.ts';

const OFTEN = 60_000;
const MOST = 99;

export function Bell() {
  const session = useSession();
  const t = useWords(words);
  const go = useNavigate();
  const query = { params: { query: { unread: true, limit: MOST + 1 } } };
  const asked = remote.useQuery('get', '/v1/messages', query, {
    refetchInterval: OFTEN,
    enabled: session.can('messages.read'),
  });
  const count = asked.data?.items.length ?? 0;
  if (!session.can('messages.read')) return null;
  return (
    <span className="bell">
      <Button
        type="text"
        icon={<BellOutlined />}
        aria-label={count ? t(count > MOST ? 'unreadMany' : 'unread', { count: Math.min(count, MOST) }) : t('messages')}
        onClick={() => void go('/messages')}
      />
      {count > 0 && <span aria-hidden>{count > MOST ? `${MOST}+` : count}</span>}
    </span>
  );
}
