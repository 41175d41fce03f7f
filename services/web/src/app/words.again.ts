import { catalogue } from './words.ts';

export const words = catalogue({
  ended: ['登录已过期', 'Your session has ended'],
  endedHint: [
    '请再输入一次密码。这一页和您填写的内容都还在，登录后接着做。',
    'Enter your password again. This page and what you typed are still here; go on after that.',
  ],
  email: ['邮箱', 'E-mail'],
  password: ['密码', 'Password'],
  passwordNeeded: ['请输入密码', 'Enter your password'],
  logIn: ['登录', 'Log in'],
  again: ['已登录，请接着做', 'You are logged in; go on'],
  somebodyElse: ['用别的账号登录', 'Log in as somebody else'],
});
