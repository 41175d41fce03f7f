/** Values of operations, as people read them. */
import type { Schemas } from '../../api/client.ts';
import type { Pair } from '../../app/words.ts';

export { METERS } from '../../ui/meters.ts';
export { FLEETS } from '../../ui/domain.ts';

export const OPEN_STATES: Readonly<Record<Exclude<Schemas['DeliveryState'], 'done' | 'cancelled'>, Pair>> = {
  dead: ['死信', 'Dead'],
  waiting: ['等待', 'Waiting'],
  queued: ['已排队', 'Queued'],
  running: ['处理中', 'Running'],
};

export const TENANT_STATES: Readonly<Record<Schemas['TenantState'], Pair>> = {
  active: ['使用中', 'Active'],
  suspended: ['已暂停', 'Suspended'],
};

export const ACTS: Readonly<Record<string, Pair>> = {
  'tenant.provisioned': ['接入租户', 'Let a tenant in'],
  'tenant.administrator_invited': ['邀请管理员', 'Invited its administrator'],
  'tenant.suspended': ['暂停租户', 'Suspended a tenant'],
  'tenant.resumed': ['恢复租户', 'Let a tenant in again'],
  'tenant.brought_in': ['迁入租户', 'Brought a tenant in'],
  'operator.added': ['添加运营人员', 'Added an operator'],
  'deletion.asked': ['申请删除租户', 'Asked for a deletion'],
  'deletion.confirmed': ['确认删除租户', 'Confirmed a deletion'],
  'deletion.cancelled': ['取消删除租户', 'Cancelled a deletion'],
  'deletion.done': ['已删除租户', 'Deleted a tenant'],
  'access.asked': ['申请访问数据', 'Asked for access'],
  'access.opened': ['进入查看', 'Began to read'],
  'access.looked': ['查阅数据', 'Looked'],
  'access.lapsed': ['访问申请无人答复，已失效', 'A request lapsed unanswered'],
  'access.withdrawn': ['撤回或结束访问', 'Withdrew or ended access'],
  'delivery.replayed': ['重放死信', 'Replayed a dead letter'],
  'usage.corrected': ['更正用量', 'Corrected usage'],
  'plan.made': ['新建套餐', 'Made a plan'],
  'plan.renamed': ['套餐改名', 'Renamed a plan'],
  'plan.terms_changed': ['更改套餐条款', 'Changed a plan’s terms'],
  'plan.retired': ['停用套餐', 'Retired a plan'],
  'plan.restored': ['恢复套餐', 'Restored a plan'],
  'plan.assigned': ['安排套餐', 'Put a tenant on a plan'],
  'plan.ended': ['移出套餐', 'Took a tenant off its plan'],
};

/** What an act is called; one that is new here is shown by its code. */
export const nameOfAct = (act: string): Pair => ACTS[act] ?? [act, act];
