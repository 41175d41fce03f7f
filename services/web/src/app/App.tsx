/** The whole console: language, colours, answers, addresses. */
import { QueryClientProvider } from '@tanstack/react-query';
import { App as Ant, ConfigProvider } from 'antd';
import type { Locale } from 'antd/es/locale';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';
import { RouterProvider } from 'react-router';
import { useIsStill } from '../ui/screen.ts';
import { Splash } from '../ui/Splash.tsx';
import { useLanguage } from './language.ts';
import { useIsDark } from './preferences.ts';
import { newCache } from './queries.ts';
import { router } from './router.tsx';
import { themeOf } from './theme.ts';
import type { Language } from './words.ts';

const cache = newCache();

const LOCALES: Record<Language, () => Promise<Locale>> = {
  zh: async () => {
    await import('dayjs/locale/zh-cn');
    dayjs.locale('zh-cn');
    return (await import('antd/locale/zh_CN')).default;
  },
  en: async () => {
    dayjs.locale('en');
    return (await import('antd/locale/en_US')).default;
  },
};

function useLocale(): Locale | undefined {
  const language = useLanguage();
  const [locale, setLocale] = useState<Locale>();
  useEffect(() => {
    void LOCALES[language]().then(setLocale);
    void cache.invalidateQueries();
  }, [language]);
  return locale;
}

export function App() {
  const dark = useIsDark();
  const still = useIsStill();
  const locale = useLocale();
  if (!locale) return <Splash />;
  return (
    <QueryClientProvider client={cache}>
      <ConfigProvider locale={locale} theme={themeOf(dark, still)} button={{ autoInsertSpace: false }}>
        <Ant className="app">
          <RouterProvider router={router} />
        </Ant>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
