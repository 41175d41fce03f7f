/** Values of webhooks, as people read them. */
import type { Schemas } from '../../api/client.ts';
import type { Pair } from '../../app/words.ts';

type MessageState = Schemas['PlatformWebhooksMessageState'];

export const MESSAGE_STATES: Readonly<Record<MessageState, Pair>> = {
  waiting: ['等待发送', 'Waiting'],
  delivered: ['已送达', 'Delivered'],
  failed: ['失败', 'Failed'],
  skipped: ['已跳过', 'Skipped'],
};

export const MESSAGE_TONES: Readonly<Record<MessageState, string>> = {
  waiting: 'processing',
  delivered: 'success',
  failed: 'error',
  skipped: 'default',
};
