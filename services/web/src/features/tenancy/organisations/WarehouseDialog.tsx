/** A warehouse as it is entered or renamed. */
import { Form, Input } from 'antd';
import { api, body, ifMatch, newKey, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { showInFields } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { OrganisationSelect } from '../../../ui/OrganisationSelect.tsx';
import { hasPeople } from '../people/roles.ts';
import { words } from './words.ts';

type Warehouse = Schemas['Warehouse'];
type Answers = Schemas['NewWarehouse'];
const CHANGES = ['/v1/warehouses'];

interface Props {
  /** The one to change; a new one without. */
  warehouse?: Warehouse;
  /** Whose it is; to be chosen without. */
  organisationId?: string;
  onClose: () => void;
}

export function WarehouseDialog({ warehouse, organisationId, onClose }: Props) {
  return warehouse ? (
    <Rename warehouse={warehouse} onClose={onClose} />
  ) : (
    <Add organisationId={organisationId} onClose={onClose} />
  );
}

function Add({ organisationId, onClose }: { organisationId: string | undefined; onClose: () => void }) {
  const t = useWords(words);
  const [form] = Form.useForm<Answers>();
  const add = useAct({
    run: (answers: Answers) =>
      body(
        api.POST('/v1/warehouses', {
          params: { header: { 'Idempotency-Key': newKey() } },
          body: { ...answers, ...(organisationId ? { organisation_id: organisationId } : {}) },
        }),
      ),
    done: ({ code }) => t('warehouseAdded', { code }),
    changes: CHANGES,
    refused: (problem) => showInFields(form, problem),
    then: onClose,
  });
  return (
    <FormDialog
      form={form}
      title={t('addWarehouse')}
      verb={t('save')}
      isBusy={add.isPending}
      onFinish={(answers) => add.mutate(answers)}
      onClose={onClose}
    >
      {!organisationId && (
        <Form.Item name="organisation_id" label={t('owner')} rules={[{ required: true, message: t('ownerNeeded') }]}>
          <OrganisationSelect isActiveOnly fits={(one) => hasPeople(one.kind)} />
        </Form.Item>
      )}
      <Form.Item
        name="code"
        label={t('code')}
        extra={t('warehouseCodeHint')}
        rules={[
          { required: true, message: t('codeNeeded') },
          { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/, message: t('warehouseCodeHint') },
        ]}
      >
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <NameItem />
    </FormDialog>
  );
}

function Rename({ warehouse, onClose }: { warehouse: Warehouse; onClose: () => void }) {
  const t = useWords(words);
  const [form] = Form.useForm<{ name: string }>();
  const rename = useAct({
    run: ({ name }: { name: string }) =>
      api.PUT('/v1/warehouses/{warehouse_id}', {
        params: { path: { warehouse_id: warehouse.id }, header: ifMatch(warehouse.version) },
        body: { name: name.trim(), state: warehouse.state },
      }),
    done: t('saved'),
    changes: CHANGES,
    refused: (problem) => showInFields(form, problem),
    then: onClose,
  });
  return (
    <FormDialog
      form={form}
      title={t('changeWarehouse', { code: warehouse.code })}
      verb={t('save')}
      initial={{ name: warehouse.name }}
      isBusy={rename.isPending}
      onFinish={(answers) => rename.mutate(answers)}
      onClose={onClose}
    >
      <NameItem />
    </FormDialog>
  );
}

function NameItem() {
  const t = useWords(words);
  return (
    <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('nameNeeded') }]}>
      <Input maxLength={200} autoComplete="off" />
    </Form.Item>
  );
}
