import { catalogue } from '../../../app/words.ts';

export const words = catalogue({
  provision: ['接入制造商', 'Let a manufacturer in'],
  provisionHint: [
    '首位管理员会收到邀请邮件，链接 72 小时内可用一次；编码与币种以后不能更改。',
    'Its first administrator is invited by mail; the link works once within 72 hours. Code and currency stay for good.',
  ],
  brand: ['制造商', 'The manufacturer'],
  administrator: ['首位管理员', 'Its first administrator'],
  code: ['编码', 'Code'],
  codeHint: ['小写字母、数字与连字符，3 到 40 位', 'Lower-case letters, digits and hyphens; 3 to 40'],
  name: ['名称', 'Name'],
  nameEn: ['英文名称', 'Name in English'],
  currency: ['币种', 'Currency'],
  timeZone: ['时区', 'Time zone'],
  locale: ['语言', 'Language'],
  personName: ['姓名', 'Name of the person'],
  email: ['邮箱', 'E-mail'],
  needed: ['请填写', 'This is needed'],
  emailWrong: ['请填写完整的邮箱地址', 'A whole e-mail address, please'],
  codeWrong: ['只能用小写字母、数字与连字符，3 到 40 位', 'Only lower-case letters, digits and hyphens, 3 to 40'],
  submit: ['接入并邀请', 'Let in and invite'],
  provisioned: ['已接入，邀请已发出', 'It is in; the invitation is on its way'],
  invite: ['重新邀请管理员', 'Invite an administrator anew'],
  inviteHint: [
    '只在还没有在职管理员时可用；旧的邀请随之失效。',
    'Only for as long as there is no active administrator; an earlier invitation stops working.',
  ],
  send: ['发出邀请', 'Send it'],
  invited: ['邀请已发出', 'The invitation is on its way'],
  cancel: ['取消', 'Cancel'],
});
