import { catalogue } from '../app/words.ts';

export const words = catalogue({
  historyHint: [
    '这条记录上发生过的每一件事，由谁、何时、从哪里。',
    'All that happened to it: who did it, when, and from where.',
  ],
  wholeAudit: ['在审计记录中查看', 'See it in the audit trail'],
  fields: ['内容', 'Fields'],
  noFields: ['没有内容', 'No fields'],
  origin: ['来源', 'Where it came from'],
  fact: ['事实', 'Fact'],
  at: ['时间', 'When'],
  actor: ['由谁', 'By'],
  subject: ['对象', 'About'],
  request: ['请求', 'Request'],
  noRequest: ['后台任务', 'Background work'],
  factId: ['事实编号', 'Fact id'],
  dealer: ['经销商', 'Dealer'],
  showFields: ['内容与来源', 'Fields and origin'],
  person: ['人员', 'Person'],
  key: ['接口密钥', 'API key'],
  worker: ['系统', 'The system'],
  operator: ['平台运营', 'Platform operator'],
  none: ['还没有记录', 'Nothing is on record yet'],
  yes: ['是', 'Yes'],
  no: ['否', 'No'],
  more: ['载入更多', 'Load more'],
});
