import { catalogue } from '../../app/words.ts';

export const words = catalogue({
  deliveries: ['后台任务', 'Background work'],
  deliveriesHint: [
    '单据、邮件、推送、计时都在后台完成，失败自动重试；多次失败才停下，等人处理。',
    'Papers, mails, webhooks and timers are done in the background and tried again by themselves; what keeps failing stops and waits for you.',
  ],
  handler: ['任务', 'Work'],
  anyHandler: ['任务名', 'Name of the work'],
  state: ['状态', 'State'],
  fleet: ['队列', 'Fleet'],
  error: ['最近错误', 'Last error'],
  tries: ['失败次数', 'Failures'],
  created: ['产生于', 'Created'],
  due: ['应于', 'Due'],
  finished: ['结束', 'Ended'],
  replay: ['重试', 'Try again'],
  replayTitle: ['重试这个任务？', 'Try this again?'],
  replayHint: [
    '{handler} 会重新执行，且效果只发生一次。若原因未除，会再次失败。',
    '{handler} runs again, and its effect happens once. It fails again if its cause is still there.',
  ],
  replayed: ['已重新排队', 'Queued again'],
  none: ['还没有任务', 'No work yet'],
});
