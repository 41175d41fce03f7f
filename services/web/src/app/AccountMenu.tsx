/** Oneself: the profile, and the way out. */
import { LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useNavigate } from 'react-router';
import { ROLES, useDomain } from '../ui/domain.ts';
import { useWords } from './language.ts';
import { useLogOut, useSession } from './session.tsx';
import { words } from './words.shell.ts';

export function AccountMenu() {
  const { me } = useSession();
  const t = useWords(words);
  const domain = useDomain();
  const go = useNavigate();
  const leave = useLogOut();
  const who = (
    <>
      <strong>{me.name}</strong>
      <div>
        <small>{me.roles.map((role) => domain(ROLES, role)).join(' · ')}</small>
      </div>
    </>
  );
  const items = [
    { key: 'who', type: 'group' as const, label: who },
    { key: 'profile', icon: <UserOutlined />, label: t('profile'), onClick: () => void go('/profile') },
    { key: 'out', icon: <LogoutOutlined />, label: t('logOut'), onClick: () => void leave() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button type="text" shape="circle" aria-label={`${t('account')}: ${me.name}`}>
        <span className="avatar" aria-hidden>
          {me.name.slice(-1)}
        </span>
      </Button>
    </Dropdown>
  );
}
