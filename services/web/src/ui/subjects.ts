/** What facts are about: the word for each kind of thing, and the page that shows it. */
import type { Pair } from '../app/words.ts';

interface Subject {
  readonly name: Pair;
  /** The beginning of its page's address, if it has a page. */
  readonly page?: string;
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
  access: { name: ['运营访问', 'Operator access'], page: '/access-grants' },
  approval: { name: ['审批', 'Approval'] },
  approval_delegation: { name: ['委托', 'Delegation'] },
  credit_note: { name: ['贷项', 'Credit note'], page: '/credit-notes' },
  document: { name: ['单据', 'Paper'], page: '/documents' },
  file: { name: ['文件', 'File'] },
  goodwill: { name: ['善意补偿', 'Goodwill'] },
  invitation: { name: ['邀请', 'Invitation'] },
  job: { name: ['任务', 'Job'], page: '/jobs' },
  key: { name: ['接口密钥', 'API key'] },
  letterhead: { name: ['信头', 'Letterhead'] },
  message: { name: ['消息', 'Message'] },
  organisation: { name: ['单位', 'Organisation'], page: '/organisations' },
  part: { name: ['配件', 'Part'], page: '/parts' },
  person: { name: ['人员', 'Person'] },
  plan: { name: ['套餐', 'Plan'] },
  policy_version: { name: ['政策', 'Policy'], page: '/policies' },
  pre_authorisation: { name: ['预先授权', 'Pre-authorisation'] },
  policy_replay: { name: ['政策试算', 'Replay'], page: '/policy-replays' },
  policy_shadow: { name: ['影子政策', 'Shadow policy'], page: '/policy-shadows' },
  product_model: { name: ['型号', 'Model'], page: '/product-models' },
  return: { name: ['退货单', 'Return'], page: '/returns' },
  ruling: { name: ['改判', 'Ruling'] },
  stock_count: { name: ['盘点', 'Stock count'], page: '/stock-counts' },
  stock_transaction: { name: ['库存变动', 'Stock posting'] },
  stopwatch: { name: ['计时', 'Stopwatch'] },
  tenant: { name: ['品牌', 'Brand'] },
  unit: { name: ['整机', 'Unit'], page: '/units' },
  warehouse: { name: ['仓库', 'Warehouse'] },
  webhook_endpoint: { name: ['Webhook', 'Webhook'], page: '/webhook-endpoints' },
};

/** What a kind of thing is called; one that is new here is shown by its code. */
export const nameOfSubject = (kind: string): Pair => SUBJECTS[kind]?.name ?? [kind, kind];

/** The address of the page that shows it, or nothing. */
export const pageOfSubject = (kind: string, id: string): string | null => {
  const page = SUBJECTS[kind]?.page;
  return page ? `${page}/${id}` : null;
};
