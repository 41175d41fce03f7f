/** What the sections of a policy are called, in the order in which people read them. */
import { catalogue } from '../../app/words.ts';

export const SECTIONS = catalogue({
  document: ['名称与适用', 'Name and basis'],
  terms: ['保修条款', 'Warranty terms'],
  exclusions: ['不予三包', 'Exclusions'],
  undecided: ['留待人定', 'Left to people'],
  returns: ['退货规则', 'How returns run'],
  rights: ['三包权利', 'Statutory rights'],
  repair_guarantees: ['维修保证', 'Guarantees on repairs'],
  extended_cards: ['延保卡', 'Extended cards'],
  resident_services: ['驻场服务', 'Staff on site'],
  goodwill: ['善意补偿', 'Goodwill'],
  pre_authorisations: ['预先授权', 'Pre-authorisation'],
  overrides: ['改判', 'Overruling'],
  scopes: ['返厂范围', 'What a factory takes'],
  remote_first: ['先远程指导', 'Guidance first'],
  windows: ['申请窗口', 'Filing windows'],
  forms: ['表单', 'Forms'],
  routing: ['退件流向', 'Where returns go'],
  approval_chains: ['审批链', 'Approval chains'],
  stopwatches: ['时限', 'Time limits'],
  calendars: ['日历', 'Calendars'],
  notifications: ['通知', 'Notices'],
  counts: ['盘点', 'Stock counts'],
  quotas: ['配额', 'Quotas'],
  replenishments: ['补货', 'Replenishment'],
  parts: ['配件管理', 'Parts'],
  old_parts: ['旧件', 'Old parts'],
  suppliers: ['供应商', 'Suppliers'],
  reports: ['报表', 'Reports'],
  prices: ['价格', 'Prices'],
  quotes: ['报价', 'Quotes'],
  discounts: ['折扣', 'Discounts'],
  payment_gates: ['付款关口', 'Payment gates'],
  orders: ['订单', 'Orders'],
  freight: ['运费', 'Freight'],
  carriers: ['承运商', 'Carriers'],
  return_address: ['退货地址', 'Return address'],
  protected_topics: ['受保护事项', 'Protected topics'],
  liability: ['责任分摊', 'Shares of a loss'],
  commissions: ['提成', 'Commissions'],
  penalties: ['罚则', 'Penalties'],
  intake: ['受理', 'Intake'],
  appointments: ['预约', 'Appointments'],
  visits: ['上门', 'Visits'],
  jobs: ['派工', 'Jobs'],
  follow_ups: ['回访', 'Follow-up'],
  maintenance: ['保养', 'Maintenance'],
  thresholds: ['质量门槛', 'Thresholds'],
  dossiers: ['档案', 'Dossiers'],
  positions: ['岗位', 'Positions'],
  pause_reasons: ['暂停原因', 'Reasons to pause'],
});

export type Section = keyof typeof SECTIONS;

/** The fields that stand beside the sections and are shown together as the first of them. */
export const HEAD = ['name', 'summary', 'currency', 'time_zone'] as const;

/** The section that a JSON pointer or a section of a comparison is about. */
export function sectionOf(place: string): Section {
  const first = place.replace(/^\//, '').split('/')[0] ?? '';
  return first in SECTIONS ? (first as Section) : 'document';
}
