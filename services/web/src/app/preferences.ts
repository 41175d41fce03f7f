/** Language and light or dark: kept in the browser, readable outside React, the same in every tab. */
import { useSyncExternalStore } from 'react';
import type { Language } from './words.ts';

export type Mode = 'light' | 'dark' | 'system';
interface Preferences {
  readonly language: Language;
  readonly mode: Mode;
}

const KEY = 'aftersales.preferences';
const listeners = new Set<() => void>();
const dark = matchMedia('(prefers-color-scheme: dark)');
let known = read();

function read(): Preferences {
  const spoken: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
    return {
      language: kept.language === 'zh' || kept.language === 'en' ? kept.language : spoken,
      mode: kept.mode === 'light' || kept.mode === 'dark' ? kept.mode : 'system',
    };
  } catch {
    return { language: spoken, mode: 'system' };
  }
}

function tell(): void {
  document.documentElement.lang = known.language === 'zh' ? 'zh-CN' : 'en';
  document.documentElement.dataset.mode = isDark() ? 'dark' : 'light';
  for (const listener of listeners) listener();
}

addEventListener('storage', (event) => {
  if (event.key !== KEY) return;
  known = read();
  tell();
});
dark.addEventListener('change', tell);
tell();

/** The preferences now. */
export const preferences = (): Preferences => known;

/** Change some of them, here and in the other tabs. */
export function prefer(changed: Partial<Preferences>): void {
  known = { ...known, ...changed };
  localStorage.setItem(KEY, JSON.stringify(known));
  tell();
}

/** Whether the person has chosen a language in this browser. */
export const hasChosenLanguage = (): boolean => {
  try {
    return 'language' in (JSON.parse(localStorage.getItem(KEY) ?? '{}') as object);
  } catch {
    return false;
  }
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function isDark(): boolean {
  return known.mode === 'dark' || (known.mode === 'system' && dark.matches);
}

/** The preferences, for a component that changes with them. */
export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferences);

/** Whether the page is dark now. */
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);
