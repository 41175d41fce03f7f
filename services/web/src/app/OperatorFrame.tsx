/** Around the pages of the platform's operators, who come with a key instead of a session. */
import { LogoutOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Flex, Layout } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { Link, Navigate, Outlet, useLocation, useNavigate, useNavigation } from 'react-router';
import { operatorKey, remote } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { Splash } from '../ui/Splash.tsx';
import { ProblemState } from '../ui/states.tsx';
import { useSay, useWords } from './language.ts';
import { Mark } from './Mark.tsx';
import './operator.css';
import { PAGES } from './pages.ts';
import { LanguageSwitch, ModeSwitch } from './Switches.tsx';
import { words } from './words.shell.ts';

const OFTEN = 30_000;
const MENU = PAGES.filter((page) => page.realm === 'operator' && page.menu).sort(
  (one, other) => (one.menu?.order ?? 0) - (other.menu?.order ?? 0),
);

export function OperatorFrame() {
  return (
    <KeyGate>
      <Frame />
    </KeyGate>
  );
}

/** Whoever leaves lets go of the key while the way out is being fetched: only what stands inside the gate follows that. */
function Frame() {
  const t = useWords(words);
  const isMoving = useNavigation().state !== 'idle';
  return (
    <Layout style={{ minHeight: '100dvh' }}>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <Header />
      <Layout.Content id="content" role="main" tabIndex={-1} aria-busy={isMoving} className="content">
        <Outlet />
      </Layout.Content>
    </Layout>
  );
}

/** Lets in whose key the API takes, and sends everybody else to enter one. */
function KeyGate({ children }: { children: ReactNode }) {
  const here = useLocation();
  const held = operatorKey.read();
  const asked = remote.useQuery('get', '/v1/operator/fleets', {}, { enabled: held !== '', refetchInterval: OFTEN });
  const isRefused = asked.error instanceof Problem && asked.error.status === 401;
  useEffect(() => {
    if (isRefused) operatorKey.drop();
  }, [isRefused]);
  if (!held || isRefused) {
    return <Navigate to={`/operator/login?next=${encodeURIComponent(here.pathname + here.search)}`} replace />;
  }
  if (asked.data) return children;
  if (asked.error) return <ProblemState error={asked.error} onRetry={() => void asked.refetch()} />;
  return <Splash />;
}

function Header() {
  const t = useWords(words);
  const say = useSay();
  const go = useNavigate();
  const cache = useQueryClient();
  const { pathname } = useLocation();
  const leave = () => {
    operatorKey.drop();
    void go('/operator/login', { replace: true });
    cache.clear();
  };
  return (
    <Layout.Header className="head operator-head" role="banner">
      <Flex gap={10} align="center">
        <Mark />
        <strong>{t('operators')}</strong>
      </Flex>
      <nav aria-label={t('menu')}>
        {MENU.map((page) => (
          <Link key={page.path} to={`/${page.path}`} {...(isAt(page.path, pathname) ? { 'aria-current': 'page' } : {})}>
            {say(page.title)}
          </Link>
        ))}
      </nav>
      <Flex style={{ marginInlineStart: 'auto' }}>
        <ModeSwitch />
        <LanguageSwitch compact />
        <Button type="text" icon={<LogoutOutlined />} aria-label={t('operatorLeave')} onClick={leave} />
      </Flex>
    </Layout.Header>
  );
}

const isAt = (path: string, pathname: string): boolean => `${pathname}/`.startsWith(`/${path}/`);
