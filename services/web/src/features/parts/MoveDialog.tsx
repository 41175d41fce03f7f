/** Moving parts by hand: between zones, between warehouses, or from and to the world outside. */
import { Flex, Form, Input, InputNumber, Select } from 'antd';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { PLACES, useDomain, ZONES } from '../../ui/domain.ts';
import { showInFields } from '../../ui/fields.ts';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { useWarehouses } from '../../ui/warehouses.ts';
import type { Start } from './HandButtons.tsx';
import { PartSelect } from './PartSelect.tsx';
import { words } from './words.ts';

type Zone = Schemas['Zone'];
type Account = Schemas['Account'];

/** Where moves by hand come from and go to outside the warehouses. */
const OUTSIDE: readonly Account[] = ['supplier', 'customer', 'production', 'scrap'];
const MOST = 1_000_000;

interface Answers {
  part_id: string;
  quantity: number;
  source: string;
  source_zone?: Zone;
  target: string;
  target_zone?: Zone;
  memo?: string;
}

const isOutside = (place: string | undefined): place is Account => OUTSIDE.includes(place as Account);

const endOf = (place: string, zone: Zone | undefined): Schemas['MoveEnd'] =>
  isOutside(place) ? { account: place } : { warehouse_id: place, zone: zone ?? null };

export function MoveDialog({ start, onClose }: { start: Start; onClose: () => void }) {
  const t = useWords(words);
  const [form] = Form.useForm<Answers>();
  const move = useAct<Answers>({
    run: ({ part_id, quantity, memo = '', ...places }) => {
      const source = endOf(places.source, places.source_zone);
      const target = endOf(places.target, places.target_zone);
      const wanted = { part_id, quantity, source, target, memo: memo.trim() };
      return body(api.POST('/v1/stock-moves', { params: { header: { 'Idempotency-Key': newKey() } }, body: wanted }));
    },
    done: t('moved'),
    changes: ['/v1/stock'],
    refused: (problem) => showInFields(form, problem),
    then: onClose,
  });
  const { part, warehouse, zone = 'serviceable' } = start;
  const initial = {
    source_zone: zone,
    ...(part ? { part_id: part } : {}),
    ...(warehouse ? { source: warehouse, target: warehouse } : {}),
  };
  return (
    <FormDialog<Answers>
      form={form}
      title={t('moveTitle')}
      hint={t('moveHint')}
      verb={t('move')}
      initial={initial}
      isBusy={move.isPending}
      onFinish={(typed) => move.mutate(typed)}
      onClose={onClose}
    >
      <Form.Item name="part_id" label={t('part')} rules={[{ required: true, message: t('partNeeded') }]}>
        <PartSelect />
      </Form.Item>
      <Form.Item name="quantity" label={t('quantity')} rules={[{ required: true, message: t('quantityNeeded') }]}>
        <InputNumber min={1} max={MOST} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <End name="source" label={t('from')} zoneLabel={t('fromZone')} />
      <End name="target" label={t('to')} zoneLabel={t('toZone')} />
      <Form.Item name="memo" label={t('memo')}>
        <Input maxLength={400} />
      </Form.Item>
    </FormDialog>
  );
}

interface EndProps {
  name: 'source' | 'target';
  label: string;
  zoneLabel: string;
}

/** One end of a move: a warehouse with a zone, or the world outside. */
function End({ name, label, zoneLabel }: EndProps) {
  const t = useWords(words);
  const domain = useDomain();
  const { all } = useWarehouses();
  const inUse = all.filter((one) => one.state === 'active');
  const options = [
    { label: t('warehouse'), options: inUse.map((one) => ({ value: one.id, label: `${one.name} ${one.code}` })) },
    { label: t('outside'), options: OUTSIDE.map((value) => ({ value, label: domain(PLACES, value) })) },
  ];
  const place = Form.useWatch<string | undefined>(name);
  return (
    <Flex gap={12} wrap>
      <Form.Item
        name={name}
        label={label}
        rules={[{ required: true, message: t('placeNeeded') }]}
        style={{ flex: '2 1 200px', minWidth: 0 }}
      >
        <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
      </Form.Item>
      {!isOutside(place) && (
        <Form.Item
          name={`${name}_zone`}
          label={zoneLabel}
          rules={[{ required: true, message: t('zoneNeeded') }]}
          style={{ flex: '1 1 140px' }}
        >
          <Select options={zonesOf(domain)} />
        </Form.Item>
      )}
    </Flex>
  );
}

/** The zones to choose from. */
export const zonesOf = (domain: ReturnType<typeof useDomain>): { value: Zone; label: string }[] =>
  (Object.keys(ZONES) as Zone[]).map((value) => ({ value, label: domain(ZONES, value) }));
