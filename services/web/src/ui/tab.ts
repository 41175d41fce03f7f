/** Keys in a list of which several are chosen. */
import type { KeyboardEvent } from 'react';

/** Tab leaves the field; without this it would choose what happens to be marked, again and again. */
export function letTabPass(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Tab') event.stopPropagation();
}
