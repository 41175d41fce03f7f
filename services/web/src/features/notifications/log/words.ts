import { catalogue } from '../../../app/words.ts';

export const words = catalogue({
  log: ['消息记录', 'Message log'],
  logHint: [
    '发给网络里每个人的每条消息，以及它的下落。',
    'Every message to anybody in the network, and what became of it.',
  ],
  message: ['消息', 'Message'],
  recipient: ['收件人', 'To'],
  state: ['状态', 'State'],
  channel: ['渠道', 'Channel'],
  anyChannel: ['全部渠道', 'Any channel'],
  answer: ['原因', 'Reason'],
  created: ['时间', 'When'],
  handed: ['交出', 'Handed over'],
  tries: ['次数', 'Tries'],
  template: ['类别', 'Kind'],
  confidential: [
    '内容涉密，不在此显示（例如含一次性链接）。',
    'Confidential, such as a link that works once; not shown here.',
  ],
  none: ['还没有发过消息', 'No messages yet'],
  replay: ['重发', 'Send again'],
  replayTitle: ['重发这封邮件？', 'Send this mail again?'],
  replayHint: [
    '收件人 {address}。上次若其实已送达，对方会收到两封。',
    'To {address}. If the last one did arrive after all, they get it twice.',
  ],
  replayed: ['已重新排队', 'Queued again'],
});
