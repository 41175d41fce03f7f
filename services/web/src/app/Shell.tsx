/** The frame of everybody who is logged in: menu, brand, search, messages, language, colours, account. */
import { MenuOutlined } from '@ant-design/icons';
import { Button, Drawer, Flex, Layout } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { useIsPhone } from '../ui/screen.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { Bell } from './Bell.tsx';
import { BrandSwitch } from './BrandSwitch.tsx';
import { useWords } from './language.ts';
import { Looking } from './Looking.tsx';
import { MainMenu } from './MainMenu.tsx';
import { Mark } from './Mark.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SessionGate, useSession } from './session.tsx';
import { LanguageSwitch, ModeSwitch } from './Switches.tsx';
import { words } from './words.shell.ts';

export function Shell() {
  return (
    <SessionGate>
      <Frame />
    </SessionGate>
  );
}

function Frame() {
  const t = useWords(words);
  const isPhone = useIsPhone();
  const isMoving = useNavigation().state !== 'idle';
  const content = useFocusThere();
  return (
    <Layout hasSider={!isPhone} style={{ minHeight: '100dvh' }}>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <ScrollRestoration />
      {!isPhone && (
        <Layout.Sider width={216} className="side">
          <Sidebar />
        </Layout.Sider>
      )}
      <Layout>
        <Looking />
        <Header isPhone={isPhone} />
        <Layout.Content ref={content} id="content" role="main" tabIndex={-1} aria-busy={isMoving} className="content">
          <Outlet />
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

/** Moves the focus to a page that was gone to, unless the page or the search has it: Tab goes on from there. */
function useFocusThere() {
  const content = useRef<HTMLDivElement>(null);
  const { pathname } = useLocation();
  const arrived = useRef(pathname);
  useEffect(() => {
    if (pathname === arrived.current) return;
    arrived.current = pathname;
    const held = document.activeElement;
    if (held instanceof HTMLInputElement || content.current?.contains(held)) return;
    content.current?.focus({ preventScroll: true });
  }, [pathname]);
  return content;
}

function Sidebar({ onGo }: { onGo?: () => void }) {
  const t = useWords(words);
  return (
    <>
      <Flex gap={10} align="center" className="mark">
        <Mark />
        <strong>{t('product')}</strong>
      </Flex>
      <MainMenu {...(onGo ? { onGo } : {})} />
    </>
  );
}

function Header({ isPhone }: { isPhone: boolean }) {
  const { me } = useSession();
  return (
    <Layout.Header className="head" role="banner">
      <Flex align="center" gap={isPhone ? 2 : 8} flex={1} style={{ minWidth: 0 }}>
        {isPhone && <PhoneMenu />}
        <BrandSwitch />
      </Flex>
      {!isPhone && <SearchBox />}
      <Flex align="center" gap={isPhone ? 0 : 4}>
        <Bell />
        {!isPhone && <ModeSwitch />}
        <LanguageSwitch compact={isPhone} />
        {!me.looks_until && <AccountMenu />}
      </Flex>
    </Layout.Header>
  );
}

function PhoneMenu() {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button type="text" icon={<MenuOutlined />} aria-label={t('openMenu')} onClick={() => setOpen(true)} />
      <Drawer
        placement="left"
        size={280}
        open={isOpen}
        onClose={() => setOpen(false)}
        title={<SearchBox onGo={() => setOpen(false)} />}
      >
        <ClosesOnGo close={() => setOpen(false)}>
          <Sidebar />
          <ModeSwitch />
        </ClosesOnGo>
      </Drawer>
    </>
  );
}

function ClosesOnGo({ close, children }: { close: () => void; children: ReactNode }) {
  const { pathname } = useLocation();
  const [opened] = useState(pathname);
  useEffect(() => {
    if (pathname !== opened) close();
  }, [pathname, opened, close]);
  return children;
}
