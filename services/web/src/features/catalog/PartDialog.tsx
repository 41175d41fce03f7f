/** A part as it is entered or changed. */
import { Form, InputNumber } from 'antd';
import { useNavigate } from 'react-router';
import { api, body, ifMatch, newKey, remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { showInFields } from '../../ui/fields.ts';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { CommonFields, KeyField, trimmed } from './Entries.tsx';
import { words } from './words.ts';

type Part = Schemas['CatalogPart'];

interface Answers {
  number: string;
  name: string;
  name_en?: string;
  category?: string;
  state?: Schemas['CatalogState'];
  /** The amount alone; the currency is the part's, or the brand's. */
  unit_price?: string | null;
}

interface Props {
  /** The one to change; a new one without. */
  part?: Part;
  onClose: () => void;
}

export function PartDialog({ part, onClose }: Props) {
  const t = useWords(words);
  const go = useNavigate();
  const brand = remote.useQuery('get', '/v1/tenant', {});
  const currency = part?.unit_price?.currency ?? brand.data?.currency;
  const [form] = Form.useForm<Answers>();
  const save = useAct<Answers, Part>({
    run: ({ unit_price: amount, number, ...typed }) => {
      const unit_price = amount && currency ? { amount: String(amount), currency } : null;
      const wanted = { ...trimmed(typed), unit_price };
      return part ? change(part, wanted) : add({ ...wanted, number: number.trim() });
    },
    done: ({ number }) => (part ? t('saved') : t('partAdded', { code: number })),
    changes: ['/v1/parts', '/v1/product-models'],
    refused: (problem) => showInFields(form, problem),
    then: ({ id }) => {
      onClose();
      if (!part) void go(`/parts/${id}`);
    },
  });
  return (
    <FormDialog<Answers>
      form={form}
      title={part ? t('changePart', { code: part.number }) : t('addPart')}
      verb={t('save')}
      {...(part ? { initial: { ...part, unit_price: part.unit_price?.amount ?? null } } : {})}
      isBusy={save.isPending}
      onFinish={(typed) => save.mutate(typed)}
      onClose={onClose}
    >
      {!part && <KeyField name="number" />}
      <CommonFields isNew={!part} hint={t('categoryHint')} />
      <Form.Item name="unit_price" label={t('price')} extra={t('priceHint')}>
        <InputNumber<string> stringMode min="0" precision={2} suffix={currency} style={{ width: '100%' }} />
      </Form.Item>
    </FormDialog>
  );
}

function add(wanted: Schemas['NewPart']): Promise<Part> {
  const header = { 'Idempotency-Key': newKey() };
  return body(api.POST('/v1/parts', { params: { header }, body: wanted }));
}

function change({ id, version }: Part, wanted: Schemas['ChangedPart']): Promise<Part> {
  const params = { path: { part_id: id }, header: ifMatch(version) };
  return body(api.PUT('/v1/parts/{part_id}', { params, body: wanted }));
}
