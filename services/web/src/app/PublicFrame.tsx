/** Around pages for everybody: log in, accept an invitation, verify a paper. */
import { Flex, Layout } from 'antd';
import { Outlet } from 'react-router';
import { useWords } from './language.ts';
import { Mark } from './Mark.tsx';
import { LanguageSwitch, ModeSwitch } from './Switches.tsx';
import { words } from './words.shell.ts';

export function PublicFrame() {
  const t = useWords(words);
  return (
    <Layout style={{ minHeight: '100dvh' }}>
      <Flex component="header" justify="space-between" align="center" style={{ padding: '12px 20px' }}>
        <Flex gap={10} align="center">
          <Mark />
          <strong>{t('product')}</strong>
        </Flex>
        <Flex>
          <ModeSwitch />
          <LanguageSwitch />
        </Flex>
      </Flex>
      <Flex component="main" justify="center" align="flex-start" style={{ padding: '4vh 16px 40px' }} flex={1}>
        <Outlet />
      </Flex>
    </Layout>
  );
}
