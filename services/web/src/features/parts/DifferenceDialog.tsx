/** Posting that more or fewer of a part lie somewhere than the books say, outside a count. */
import { Form, Input, InputNumber, Radio, Select } from 'antd';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { useDomain } from '../../ui/domain.ts';
import { showInFields } from '../../ui/fields.ts';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { useWarehouses } from '../../ui/warehouses.ts';
import type { Start } from './HandButtons.tsx';
import { zonesOf } from './MoveDialog.tsx';
import { PartSelect } from './PartSelect.tsx';
import { words } from './words.ts';

const MOST = 1_000_000;

interface Answers {
  part_id: string;
  warehouse_id: string;
  zone: Schemas['Zone'];
  sign: 1 | -1;
  pieces: number;
  reason: string;
}

export function DifferenceDialog({ start, onClose }: { start: Start; onClose: () => void }) {
  const t = useWords(words);
  const domain = useDomain();
  const { all } = useWarehouses();
  const [form] = Form.useForm<Answers>();
  const post = useAct<Answers>({
    run: ({ sign, pieces, reason, ...where }) => {
      const wanted = { ...where, difference: sign * pieces, reason: reason.trim() };
      return body(
        api.POST('/v1/stock-differences', { params: { header: { 'Idempotency-Key': newKey() } }, body: wanted }),
      );
    },
    done: t('differencePosted'),
    changes: ['/v1/stock'],
    refused: (problem) => showInFields(form, problem),
    then: onClose,
  });
  const { part, warehouse, zone = 'serviceable' } = start;
  const initial = {
    zone,
    sign: -1 as const,
    ...(part ? { part_id: part } : {}),
    ...(warehouse ? { warehouse_id: warehouse } : {}),
  };
  const warehouses = all
    .filter((one) => one.state === 'active')
    .map((one) => ({ value: one.id, label: `${one.name} ${one.code}` }));
  return (
    <FormDialog<Answers>
      form={form}
      title={t('differenceTitle')}
      hint={t('differenceHint')}
      verb={t('postDifference')}
      initial={initial}
      isBusy={post.isPending}
      onFinish={(typed) => post.mutate(typed)}
      onClose={onClose}
    >
      <Form.Item name="part_id" label={t('part')} rules={[{ required: true, message: t('partNeeded') }]}>
        <PartSelect />
      </Form.Item>
      <Form.Item name="warehouse_id" label={t('warehouse')} rules={[{ required: true, message: t('placeNeeded') }]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={warehouses} />
      </Form.Item>
      <Form.Item name="zone" label={t('zone')} rules={[{ required: true, message: t('zoneNeeded') }]}>
        <Select options={zonesOf(domain)} />
      </Form.Item>
      <Form.Item name="sign" label={t('which')}>
        <Radio.Group
          options={[
            { value: -1, label: t('lost') },
            { value: 1, label: t('found') },
          ]}
        />
      </Form.Item>
      <Form.Item name="pieces" label={t('pieces')} rules={[{ required: true, message: t('quantityNeeded') }]}>
        <InputNumber min={1} max={MOST} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('reason')}
        rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}
      >
        <Input maxLength={400} />
      </Form.Item>
    </FormDialog>
  );
}
