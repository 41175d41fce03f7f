/** What the window is like: a phone's width or a desk's, and whether things may move in it. */
import { useSyncExternalStore } from 'react';

function watch(condition: string): () => boolean {
  const asked = matchMedia(condition);
  const subscribe = (listener: () => void) => {
    asked.addEventListener('change', listener);
    return () => asked.removeEventListener('change', listener);
  };
  return () => useSyncExternalStore(subscribe, () => asked.matches);
}

/** Whether this is a phone's width. */
export const useIsPhone = watch('(max-width: 767px)');
/** Whether the person has asked their system for less motion. */
export const useIsStill = watch('(prefers-reduced-motion: reduce)');
