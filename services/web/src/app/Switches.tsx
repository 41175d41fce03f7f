/** The switches of language and colours, the same on every page. */
import { BgColorsOutlined, TranslationOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useWords } from './language.ts';
import { type Mode, prefer, usePreferences } from './preferences.ts';
import { words } from './words.shell.ts';

const MODES: readonly Mode[] = ['light', 'dark', 'system'];

/** One click to the other language. */
export function LanguageSwitch({ compact = false }: { compact?: boolean }) {
  const { language } = usePreferences();
  const t = useWords(words);
  const other = language === 'zh' ? 'en' : 'zh';
  const name = t(other === 'en' ? 'toEnglish' : 'toChinese');
  return (
    <Button
      type="text"
      icon={<TranslationOutlined />}
      lang={other === 'en' ? 'en' : 'zh-CN'}
      aria-label={name}
      onClick={() => prefer({ language: other })}
    >
      {compact ? null : name}
    </Button>
  );
}

/** Light, dark, or as the system says. */
export function ModeSwitch() {
  const { mode } = usePreferences();
  const t = useWords(words);
  const items = MODES.map((one) => ({ key: one, label: t(one), onClick: () => prefer({ mode: one }) }));
  return (
    <Dropdown menu={{ items, selectedKeys: [mode] }} trigger={['click']}>
      <Button type="text" icon={<BgColorsOutlined />} aria-label={t('mode')} />
    </Dropdown>
  );
}
