import { catalogue } from '../../app/words.ts';

export const words = catalogue({
  audit: ['审计记录', 'Audit trail'],
  auditHint: [
    '发生过的每件事，只增不改；每天封存并签名。',
    'All that happened; only added to, never changed, and sealed each day.',
  ],
  seals: ['每日封存', 'Daily seals'],
  fact: ['发生了什么', 'What happened'],
  subject: ['对象', 'About'],
  actor: ['由谁', 'By'],
  at: ['时间', 'When'],
  open: ['查看', 'Open'],
  anyFact: ['全部事实', 'Any fact'],
  anybody: ['所有人', 'Anybody'],
  ofOne: ['只看一条记录的历史，从早到晚', 'The history of one record, oldest first'],
  showAll: ['显示全部', 'Show all'],
  none: ['还没有记录', 'Nothing is on record yet'],
  sealsHint: [
    '每天（UTC）结束后，当日全部事实汇成一个指纹并签名，一环扣一环。任何事后改动，核验时都会显出来。',
    'When a day (UTC) is over, its facts are drawn together into one fingerprint and signed, each upon the last. Any later change shows.',
  ],
  day: ['日期', 'Day'],
  count: ['事实数', 'Facts'],
  root: ['指纹', 'Fingerprint'],
  sealedAt: ['封存时间', 'Sealed'],
  verify: ['核验', 'Verify'],
  verifyDay: ['核验 {day}', 'Verify {day}'],
  holds: ['{day}：核验通过', '{day}: it holds'],
  holdsLong: [
    '重新计算了 {count} 条事实，与封存时一致，签名有效：没有任何改动。',
    '{count} {count|fact|facts} computed anew agree with the seal, and the signature is ours: nothing was changed.',
  ],
  broken: ['{day}：核验不通过', '{day}: it does not hold'],
  brokenLong: [
    '封存时有 {sealed} 条，现在有 {now} 条，或内容已变。请保留现场并联系平台运营。',
    'Sealed with {sealed}, now {now}, or their contents differ. Leave everything as it is and call the operators.',
  ],
  notOurs: ['签名不是本平台的。', 'The signature is not ours.'],
  noSeals: ['还没有封存', 'No seals yet'],
  noSealsHint: ['第一个封存在今天结束后的夜里产生。', 'The first one is made in the night after today.'],
});
