/** Values of facts as people read them: the words of each choice, and the page behind each identity. */
import type { Schemas } from '../api/client.ts';
import type { Pair } from '../app/words.ts';
import {
  CATALOG_STATES,
  CHANNELS,
  ORGANISATION_KINDS,
  OUTCOMES,
  PAPERS,
  ROLES,
  UNIT_STATES,
  WAREHOUSE_STATES,
  ZONES,
} from './domain.ts';
import { PERMISSIONS } from './permissions.ts';
import { nameOfSubject, pageOfSubject } from './subjects.ts';

type Words = Readonly<Record<string, Pair>>;

const DISABLED: Readonly<Record<Schemas['DisabledReason'], Pair>> = {
  by_hand: ['由管理员停用', 'Disabled by hand'],
  gone: ['接收方已不存在', 'The receiver is gone'],
  failing: ['连续失败', 'It kept failing'],
};

const PURPOSES: Readonly<Record<Schemas['Purpose'], Pair>> = {
  photo: ['照片', 'Photo'],
  import_sheet: ['导入表格', 'Sheet to import'],
  logo: ['徽标', 'Logo'],
  proof: ['凭证', 'Proof'],
};

const IMPORTS: Words = {
  dealers: ['经销商', 'Dealers'],
  factories: ['工厂', 'Factories'],
  models: ['产品型号', 'Product models'],
  parts: ['配件', 'Parts'],
  boms: ['物料清单', 'Bills of material'],
  units: ['已售整机', 'Sold units'],
  warehouses: ['仓库', 'Warehouses'],
  stock: ['期初库存', 'Opening stock'],
};

const APPROVALS: Words = {
  waiting: ['待签批', 'Waiting'],
  open: ['待签批', 'Waiting'],
  approved: ['已批准', 'Approved'],
  rejected: ['已拒绝', 'Rejected'],
  refused: ['已拒绝', 'Refused'],
  withdrawn: ['已撤销', 'Withdrawn'],
};

const ROW_COUNTS: Words = {
  created: ['新增', 'Created'],
  changed: ['更改', 'Changed'],
  unchanged: ['未变', 'Unchanged'],
  refused: ['未通过', 'Refused'],
};

const METERS: Words = {
  returns_filed: ['提交的退货单', 'Returns filed'],
  documents_rendered: ['生成的单据', 'Papers made'],
  document_bytes_kept: ['保存的单据字节', 'Bytes of papers kept'],
  messages_sent: ['发出的消息', 'Messages sent'],
  active_users: ['活跃用户', 'Active users'],
  api_calls: ['接口调用', 'API calls'],
};

const BEYOND: Words = {
  allow: ['继续可用', 'Goes on'],
  refuse: ['停止受理', 'Is refused'],
};

const LANGUAGES: Words = { zh: ['中文', '中文'], en: ['English', 'English'] };

const CHOICES: Readonly<Record<string, readonly Words[]>> = {
  advised: [OUTCOMES],
  before: [ROLES],
  beyond: [BEYOND],
  channel: [CHANNELS],
  counts: [ROW_COUNTS],
  escalate_to: [ROLES],
  kind: [ORGANISATION_KINDS, PAPERS, IMPORTS],
  locale: [LANGUAGES],
  meter: [METERS],
  new_state: [UNIT_STATES],
  old_state: [UNIT_STATES],
  purpose: [PURPOSES],
  reason: [DISABLED],
  role: [ROLES],
  roles: [ROLES],
  ruled: [OUTCOMES],
  scopes: [PERMISSIONS],
  state: [CATALOG_STATES, WAREHOUSE_STATES, APPROVALS],
  zone: [ZONES],
};

const KINDS = new Set(['subject', 'subject_kind', 'cause_kind']);

/** The words of a value that is one of a few, in a field of this name; nothing for free text. */
export function choiceOf(field: string, value: string): Pair | undefined {
  if (KINDS.has(field)) return nameOfSubject(value);
  for (const words of CHOICES[field] ?? []) if (words[value]) return words[value];
  return undefined;
}

/** The kind of thing that an identity in a field of this name stands for. */
const KIND_OF: Readonly<Record<string, string>> = {
  by: 'document',
  count_id: 'stock_count',
  credit_note_id: 'credit_note',
  document_id: 'document',
  endpoint_id: 'webhook_endpoint',
  access_id: 'access',
  job_id: 'job',
  model_id: 'product_model',
  part_id: 'part',
  policy_version_id: 'policy_version',
  replay_id: 'policy_replay',
  return_id: 'return',
  shadow_id: 'policy_shadow',
  supersedes: 'document',
  unit_id: 'unit',
  version_id: 'policy_version',
};

/** The field beside it that says of which kind an identity is. */
const KIND_BESIDE: Readonly<Record<string, string>> = {
  cause_id: 'cause_kind',
  on_subject_id: 'subject_kind',
  subject_id: 'subject',
};

/** The field beside it that names what an identity stands for. */
const NAME_BESIDE: Readonly<Record<string, string>> = {
  count_id: 'number',
  credit_note_id: 'number',
  document_id: 'number',
  model_id: 'code',
  part_id: 'number',
  return_id: 'number',
  unit_id: 'serial',
  version_id: 'number',
  warehouse_id: 'warehouse_code',
};

type Payload = Readonly<Record<string, unknown>>;

/** The page that shows what an identity stands for, if it has one. */
export function pageOf(field: string, id: string, beside: Payload): string | null {
  const kind = KIND_OF[field] ?? beside[KIND_BESIDE[field] ?? ''];
  return typeof kind === 'string' ? pageOfSubject(kind, id) : null;
}

/** What an identity is called by the fact itself, or its last figures. */
export function nameOf(field: string, id: string, beside: Payload): string {
  const name = beside[NAME_BESIDE[field] ?? ''];
  return typeof name === 'string' || typeof name === 'number' ? String(name) : `…${id.slice(-8)}`;
}

export const ORGANISATIONS: ReadonlySet<string> = new Set(['dealer_id', 'factory_id', 'organisation_id']);
export const PEOPLE: ReadonlySet<string> = new Set(['person_id', 'started_by', 'delegate_id', 'grantor_id']);
