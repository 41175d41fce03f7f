/** A sold unit as it is registered or corrected; many come by import. */
import { Col, DatePicker, Form, Input, Row, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { api, body, ifMatch, newKey, type Schemas } from '../../api/client.ts';
import { useNameOf, useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { PROOFS, useChoices } from '../../ui/domain.ts';
import { showInFields } from '../../ui/fields.ts';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { OrganisationSelect } from '../../ui/OrganisationSelect.tsx';
import { ModelSelect } from './ModelSelect.tsx';
import { words } from './words.ts';

type Unit = Schemas['UnitShown'];
type Answers = Schemas['NewUnit'];
const SELLS = new Set<Schemas['OrganisationKind']>(['dealer', 'station']);
const WIDE = 680;

interface Props {
  /** The one to correct; a new one without. */
  unit?: Unit;
  onClose: () => void;
}

export function UnitDialog({ unit, onClose }: Props) {
  const t = useWords(words);
  const go = useNavigate();
  const [form] = Form.useForm<Answers>();
  const save = useAct<Answers, Unit>({
    run: (typed) => (unit ? correct(unit, typed) : register(typed)),
    done: ({ serial }) => t(unit ? 'corrected' : 'registered', { serial }),
    changes: ['/v1/units'],
    refused: (problem) => showInFields(form, problem),
    then: ({ id }) => {
      onClose();
      if (!unit) void go(`/units/${id}`);
    },
  });
  return (
    <FormDialog
      form={form}
      title={unit ? t('correctOf', { serial: unit.serial }) : t('register')}
      verb={t('save')}
      width={WIDE}
      initial={unit ?? { proof: 'none' }}
      isBusy={save.isPending}
      onFinish={(typed) => save.mutate(typed)}
      onClose={onClose}
    >
      <Fields unit={unit} />
    </FormDialog>
  );
}

function register(typed: Answers): Promise<Unit> {
  const header = { 'Idempotency-Key': newKey() };
  return body(api.POST('/v1/units', { params: { header }, body: { ...typed, serial: typed.serial.trim() } }));
}

/** What the form does not show stays as it is. */
function correct(unit: Unit, typed: Schemas['ChangedUnit']): Promise<Unit> {
  const kept: Partial<Schemas['ChangedUnit']> = {
    acceptance_date: unit.acceptance_date,
    certificate_until: unit.certificate_until,
    exchanged_on: unit.exchanged_on,
    is_installation_agreed: unit.is_installation_agreed,
    is_odometer_tampered: unit.is_odometer_tampered,
    is_remote_sale: unit.is_remote_sale,
    price: unit.price,
    province: unit.province,
    usage_hours: unit.usage_hours,
    usage_km: unit.usage_km,
    use: unit.use,
  };
  const params = { path: { unit_id: unit.id }, header: ifMatch(unit.version) };
  return body(api.PUT('/v1/units/{unit_id}', { params, body: { ...kept, ...typed } }));
}

function Fields({ unit }: { unit: Unit | undefined }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const choices = useChoices();
  const model = unit && { value: unit.model_id, label: `${unit.model_code} ${nameOf(unit, 'model_name')}` };
  return (
    <Row gutter={12}>
      {!unit && (
        <Half>
          <Form.Item
            name="serial"
            label={t('serial')}
            rules={[{ required: true, whitespace: true, message: t('serialNeeded') }]}
          >
            <Input maxLength={40} autoComplete="off" autoFocus />
          </Form.Item>
        </Half>
      )}
      <Half>
        <Form.Item name="model_id" label={t('model')} rules={[{ required: true, message: t('modelNeeded') }]}>
          <ModelSelect first={model} />
        </Form.Item>
      </Half>
      <Half>
        <Form.Item name="dealer_id" label={t('dealer')} rules={[{ required: true, message: t('dealerNeeded') }]}>
          <OrganisationSelect fits={(one) => SELLS.has(one.kind)} />
        </Form.Item>
      </Half>
      <Day name="sale_date" word="sold" isNeeded />
      <Day name="invoice_date" word="invoiced" />
      <Day name="delivery_date" word="delivered" />
      <Day name="installation_date" word="installed" />
      <Half>
        <Form.Item name="proof" label={t('proof')}>
          <Select options={choices(PROOFS)} />
        </Form.Item>
      </Half>
      <Half>
        <Form.Item name="proof_number" label={t('proofNumber')}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
      </Half>
      <Half>
        <Form.Item name="owner_name" label={t('ownerName')}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
      </Half>
      <Half>
        <Form.Item
          name="owner_phone"
          label={t('ownerPhone')}
          rules={[{ pattern: /^[+0-9 -]*$/, message: t('phoneWrong') }]}
        >
          <Input maxLength={40} inputMode="tel" autoComplete="off" />
        </Form.Item>
      </Half>
    </Row>
  );
}

function Half({ children }: { children: ReactNode }) {
  return (
    <Col xs={24} sm={12}>
      {children}
    </Col>
  );
}

interface DayProps {
  name: 'sale_date' | 'invoice_date' | 'delivery_date' | 'installation_date';
  word: keyof typeof words;
  isNeeded?: boolean;
}

function Day({ name, word, isNeeded = false }: DayProps) {
  const t = useWords(words);
  return (
    <Half>
      <Form.Item
        name={name}
        label={t(word)}
        rules={isNeeded ? [{ required: true, message: t('dayNeeded') }] : []}
        getValueProps={(day: string | null) => ({ value: day ? dayjs(day) : null })}
        normalize={(day: Dayjs | null) => day?.format('YYYY-MM-DD') ?? null}
      >
        <DatePicker allowClear={!isNeeded} style={{ width: '100%' }} maxDate={dayjs()} />
      </Form.Item>
    </Half>
  );
}
