/** How wide the window is: a phone, or a desk. */
import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 767px)');

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
}

/** Whether this is a phone's width. */
export const useIsPhone = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
