/** The domain's own words, as people read them. A value that the API gains and that has no word here does not compile. */
import type { Schemas } from '../api/client.ts';
import { useSay } from '../app/language.ts';
import type { Pair } from '../app/words.ts';

type Words<Value extends string> = Readonly<Record<Value, Pair>>;
type Tone = 'default' | 'processing' | 'success' | 'warning' | 'error';

export const RETURN_STATES: Words<Schemas['ReturnState']> = {
  awaiting_approval: ['待审批', 'Awaiting approval'],
  sent_back: ['退回修改', 'Sent back'],
  approved: ['已批准', 'Approved'],
  refused: ['已拒绝', 'Refused'],
  cancelled: ['已撤回', 'Cancelled'],
  packed: ['已装箱', 'Packed'],
  shipped: ['运输中', 'On its way'],
  received: ['已收货', 'Received'],
  inspected: ['已鉴定', 'Inspected'],
  disposed: ['已定处置', 'Disposition set'],
  settled: ['已结算', 'Settled'],
  closed: ['已关闭', 'Closed'],
};

export const RETURN_TONES: Readonly<Record<Schemas['ReturnState'], Tone>> = {
  awaiting_approval: 'processing',
  sent_back: 'warning',
  approved: 'success',
  refused: 'error',
  cancelled: 'default',
  packed: 'processing',
  shipped: 'processing',
  received: 'processing',
  inspected: 'processing',
  disposed: 'processing',
  settled: 'success',
  closed: 'default',
};

export const OUTCOMES: Words<Schemas['PolicyDecisionOutcome']> = {
  covered: ['受理', 'Covered'],
  refused: ['不受理', 'Refused'],
  open: ['由人审定', 'For a person to decide'],
  unknown: ['信息不足', 'Not enough is known'],
};

export const OUTCOME_TONES: Readonly<Record<Schemas['PolicyDecisionOutcome'], Tone>> = {
  covered: 'success',
  refused: 'error',
  open: 'warning',
  unknown: 'default',
};

export const PROOFS: Words<Schemas['UnitsProof']> = {
  invoice: ['发票', 'Invoice'],
  receipt: ['收据', 'Receipt'],
  warranty_card: ['三包凭证', 'Warranty card'],
  none: ['没有凭证', 'No proof'],
};

export const FINDINGS: Words<Schemas['PolicyWordsFinding']> = {
  own_fault: ['本厂质量问题', 'Our own fault'],
  bought_in_part: ['外购件问题', 'A bought-in part'],
  dealer: ['经销商责任', 'The dealer'],
  customer: ['用户责任', 'The customer'],
  carrier: ['运输损坏', 'The carrier'],
  no_fault_found: ['未发现故障', 'No fault found'],
};

export const DISPOSITIONS: Words<Schemas['Disposition']> = {
  replace: ['换件', 'Replace'],
  repair: ['修复', 'Repair'],
  credit: ['贷记', 'Credit'],
  scrap: ['报废', 'Scrap'],
  send_back: ['退回', 'Send back'],
};

export const UNIT_STATES: Words<Schemas['UnitState']> = {
  in_use: ['使用中', 'In use'],
  returned: ['已退回', 'Returned'],
  exchanged: ['已更换', 'Exchanged'],
  scrapped: ['已报废', 'Scrapped'],
};

export const ROLES: Words<Schemas['Role']> = {
  administrator: ['管理员', 'Administrator'],
  policy_editor: ['政策编辑', 'Policy editor'],
  after_sales_clerk: ['售后文员', 'After-sales clerk'],
  after_sales_head: ['售后主管', 'Head of after-sales'],
  production_head: ['生产主管', 'Head of production'],
  sales_head: ['销售主管', 'Head of sales'],
  general_manager: ['总经理', 'General manager'],
  quality_inspector: ['质检员', 'Quality inspector'],
  warehouse_keeper: ['仓管员', 'Warehouse keeper'],
  finance: ['财务', 'Finance'],
  factory_receiver: ['工厂收货员', 'Factory receiver'],
  auditor: ['审计', 'Auditor'],
  dealer_manager: ['店长', 'Dealer manager'],
  dealer_clerk: ['店员', 'Dealer clerk'],
};

export const PAPERS: Words<Schemas['DocumentKind']> = {
  packing_list: ['退货清单', 'Packing list'],
  transport_form: ['运输单', 'Transport form'],
  inspection_report: ['鉴定报告', 'Inspection report'],
  credit_note: ['贷项通知单', 'Credit note'],
};

export const PAPER_STATES: Words<Schemas['DocumentState']> = {
  requested: ['生成中', 'Being made'],
  ready: ['可打印', 'Ready'],
  failed: ['生成失败', 'Failed'],
  revoked: ['已作废', 'Revoked'],
  superseded: ['已被替换', 'Superseded'],
};

export const CREDIT_STATES: Words<Schemas['CreditState']> = {
  posted: ['已入账', 'Posted'],
  reversed: ['已冲红', 'Reversed'],
};

export const DISCREPANCIES: Words<Schemas['Discrepancy']> = {
  short: ['缺少', 'Short'],
  wrong_part: ['错件', 'Wrong part'],
  damaged: ['运输损坏', 'Damaged'],
  extra: ['未申报', 'Unannounced'],
};

export const ORGANISATION_KINDS: Words<Schemas['OrganisationKind']> = {
  headquarters: ['总部', 'Headquarters'],
  factory: ['工厂', 'Factory'],
  dealer: ['经销商', 'Dealer'],
  station: ['服务站', 'Service station'],
  supplier: ['供应商', 'Supplier'],
  carrier: ['承运商', 'Carrier'],
};

export const ORGANISATION_STATES: Words<Schemas['OrganisationState']> = {
  active: ['合作中', 'Active'],
  closed: ['已停止合作', 'Closed'],
};

export const WAREHOUSE_STATES: Words<Schemas['WarehouseState']> = {
  active: ['启用', 'In use'],
  closed: ['已停用', 'Closed'],
};

export const MEMBER_STATES: Words<Schemas['MembershipState']> = {
  active: ['正常', 'Active'],
  suspended: ['已停用', 'Suspended'],
};

export const CATALOG_STATES: Words<Schemas['CatalogState']> = {
  active: ['在用', 'Current'],
  discontinued: ['停用', 'Discontinued'],
};

export const JOB_STATES: Words<Schemas['JobState']> = {
  waiting: ['排队中', 'Waiting'],
  running: ['进行中', 'Running'],
  done: ['已完成', 'Done'],
  failed: ['未能完成', 'Failed'],
};

export const JOB_TONES: Readonly<Record<Schemas['JobState'], Tone>> = {
  waiting: 'default',
  running: 'processing',
  done: 'success',
  failed: 'error',
};

export const ROW_OUTCOMES: Words<Schemas['RowOutcome']> = {
  refused: ['未接受', 'Refused'],
  created: ['新增', 'Created'],
  updated: ['更新', 'Updated'],
  unchanged: ['无变化', 'Unchanged'],
};

/** The same for a sheet that was only tried. */
export const TRIAL_OUTCOMES: Words<Schemas['RowOutcome']> = {
  refused: ['不会接受', 'Would be refused'],
  created: ['将新增', 'Would be created'],
  updated: ['将更新', 'Would be updated'],
  unchanged: ['无变化', 'Unchanged'],
};

export const FLEETS: Words<Schemas['Fleet']> = {
  interactive: ['即时', 'Interactive'],
  money: ['资金', 'Money'],
  documents: ['单据', 'Documents'],
  bulk: ['批量', 'Bulk'],
};

export const DELIVERY_STATES: Words<Schemas['DeliveryState']> = {
  dead: ['死信', 'Dead'],
  waiting: ['等待', 'Waiting'],
  queued: ['已排队', 'Queued'],
  running: ['处理中', 'Running'],
  done: ['已完成', 'Done'],
  cancelled: ['已取消', 'Cancelled'],
};

export const DELIVERY_TONES: Readonly<Record<Schemas['DeliveryState'], Tone>> = {
  dead: 'error',
  waiting: 'default',
  queued: 'default',
  running: 'processing',
  done: 'success',
  cancelled: 'default',
};

export const MESSAGE_STATES: Words<Schemas['NotificationsMessageState']> = {
  queued: ['排队中', 'Queued'],
  handing_over: ['正在发送', 'Being sent'],
  sent: ['已发出', 'Sent'],
  read: ['已读', 'Read'],
  failed: ['失败', 'Failed'],
  uncertain: ['是否送达未知', 'Uncertain'],
};

export const MESSAGE_TONES: Readonly<Record<Schemas['NotificationsMessageState'], Tone>> = {
  queued: 'default',
  handing_over: 'processing',
  sent: 'success',
  read: 'success',
  failed: 'error',
  uncertain: 'warning',
};

export const CHANNELS: Words<Schemas['NotificationsChannel']> = {
  inbox: ['站内信', 'Inbox'],
  mail: ['邮件', 'Mail'],
  phone: ['电话', 'Phone'],
};

export const COUNT_STATES: Words<Schemas['CountState']> = {
  open: ['待盘', 'Open'],
  counting: ['盘点中', 'Counting'],
  recount: ['复盘中', 'Recount'],
  awaiting_approval: ['待审批', 'Awaiting approval'],
  posted: ['已过账', 'Posted'],
  cancelled: ['已取消', 'Cancelled'],
};

export const COUNT_TONES: Readonly<Record<Schemas['CountState'], Tone>> = {
  open: 'default',
  counting: 'processing',
  recount: 'warning',
  awaiting_approval: 'processing',
  posted: 'success',
  cancelled: 'default',
};

export const LINE_STATES: Words<Schemas['LineState']> = {
  waiting: ['待盘', 'To count'],
  counted: ['已盘', 'Counted'],
  recount: ['待复盘', 'To recount'],
  recounted: ['已复盘', 'Recounted'],
};

export const ZONES: Words<Schemas['Zone']> = {
  serviceable: ['良品区', 'Serviceable'],
  defective: ['不良品区', 'Defective'],
  quarantine: ['待检区', 'Quarantine'],
  transit: ['在途', 'In transit'],
};

export const PLACES: Words<Schemas['Place']> = {
  ...ZONES,
  customer: ['客户', 'Customers'],
  gain_loss: ['盘盈盘亏', 'Gains and losses'],
  opening: ['期初', 'Opening'],
  production: ['生产', 'Production'],
  scrap: ['报废', 'Scrap'],
  supplier: ['供应商', 'Suppliers'],
};

/** A function that says a value of the domain. */
export function useDomain(): <Value extends string>(words: Words<Value>, value: Value | null | undefined) => string {
  const say = useSay();
  return (words, value) => (value ? (words[value] ? say(words[value]) : value) : '—');
}

/** A function that lists the values of the domain to choose from. */
export function useChoices(): <Value extends string>(words: Words<Value>) => { value: Value; label: string }[] {
  const say = useSay();
  return (words) =>
    (Object.entries(words) as [keyof typeof words, Pair][]).map(([value, pair]) => ({ value, label: say(pair) }));
}
