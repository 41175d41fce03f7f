/** States of an access, and what was looked at, as people read them. */
import type { Schemas } from '../../api/client.ts';
import type { Pair } from '../../app/words.ts';

type State = Schemas['AccessState'];

export const STATES: Readonly<Record<State, Pair>> = {
  asked: ['待答复', 'Waiting'],
  granted: ['进行中', 'Running'],
  refused: ['已拒绝', 'Refused'],
  withdrawn: ['已撤回', 'Withdrawn'],
  revoked: ['已收回', 'Revoked'],
  expired: ['已到期', 'Expired'],
  lapsed: ['无人答复，已失效', 'Lapsed unanswered'],
};

export const TONES: Readonly<Record<State, string>> = {
  asked: 'processing',
  granted: 'success',
  refused: 'error',
  withdrawn: 'default',
  revoked: 'error',
  expired: 'default',
  lapsed: 'warning',
};

const THINGS: Readonly<Record<string, Pair>> = {
  'access-grants': ['运营访问', 'Operator access'],
  'approval-delegations': ['审批代理', 'Delegations'],
  approvals: ['审批', 'Approvals'],
  credits: ['贷项', 'Credits'],
  dealers: ['经销商对账单', 'Statement of a dealer'],
  deliveries: ['后台任务', 'Background work'],
  documents: ['单据', 'Papers'],
  'fact-seals': ['留痕封存', 'Seals of the log'],
  facts: ['留痕', 'The log of facts'],
  files: ['附件', 'Files'],
  goodwill: ['善意补偿', 'Goodwill'],
  'goodwill-budgets': ['善意预算', 'Goodwill budgets'],
  'import-templates': ['导入模板', 'Templates of imports'],
  invitations: ['邀请', 'Invitations'],
  jobs: ['长任务', 'Long work'],
  keys: ['接口密钥', 'Keys for programs'],
  letterhead: ['单据抬头', 'The letterhead'],
  members: ['成员', 'Members'],
  'message-log': ['消息日志', 'The log of messages'],
  messages: ['消息', 'Messages'],
  organisations: ['单位', 'Organisations'],
  parts: ['配件', 'Parts'],
  policies: ['政策', 'Policies'],
  'policy-decisions': ['政策结论', 'Decisions of the policy'],
  'policy-facts': ['政策用到的事实', 'Facts of policies'],
  'policy-replays': ['政策回放', 'Replays of a policy'],
  'policy-shadows': ['影子政策', 'Shadow policies'],
  'policy-templates': ['政策模板', 'Templates of policies'],
  'pre-authorisations': ['预授权', 'Pre-authorisations'],
  'product-models': ['型号', 'Product models'],
  'return-figures': ['退货概况', 'Figures of returns'],
  returns: ['退货单', 'Returns'],
  sessions: ['本次访问', 'This access itself'],
  statutes: ['三包法规', 'Statutes'],
  stock: ['库存', 'Stock'],
  'stock-counts': ['盘点', 'Stock counts'],
  'stock-movements': ['库存变动', 'Movements of stock'],
  'stock-transactions': ['库存凭证', 'Transactions of stock'],
  stopwatches: ['时限', 'Time limits'],
  tasks: ['待办', 'Tasks'],
  tenant: ['品牌信息', 'The brand itself'],
  units: ['整机', 'Units'],
  usage: ['用量', 'Usage'],
  warehouses: ['仓库', 'Warehouses'],
  'webhook-endpoints': ['事件推送', 'Webhooks'],
};

/** What stands at an address of the API; one that is new here is called by its own word. */
export function thingAt(address: string): Pair {
  const word = /^\/v1\/([a-z-]+)/.exec(address)?.[1] ?? address;
  return THINGS[word] ?? [word, word];
}
