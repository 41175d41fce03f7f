/** Words of a replay's own values. */
import type { Schemas } from '../../../api/client.ts';
import type { words } from './words.ts';

export const DIRECTIONS: Readonly<Record<Schemas['Direction'], keyof typeof words>> = {
  for_dealer: 'forDealer',
  against_dealer: 'againstDealer',
  neutral: 'neutral',
};

export const DIRECTION_TONES: Readonly<Record<Schemas['Direction'], string>> = {
  for_dealer: 'success',
  against_dealer: 'error',
  neutral: 'default',
};

export const STATES: Readonly<Record<Schemas['ReplayState'], keyof typeof words>> = {
  running: 'running',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
};
