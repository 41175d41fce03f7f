/** Putting a tenant on a plan: which, from which month, with which exceptions, and why. */
import { Button, Collapse, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { api, body, newKey, remote, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { showInFields } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { thisMonth } from '../../../ui/usage.ts';
import { MonthField } from '../../../ui/MonthField.tsx';
import { AllowanceFields } from './AllowanceFields.tsx';
import { allowancesOf, type Entries, entriesOf } from './allowances.ts';
import { CHANGES } from './changes.ts';
import { words } from './words.ts';

interface Answers {
  plan_id: string;
  from_month: string;
  reason: string;
  meters?: Entries;
}

const WIDE = 720;

export function PutOnPlan({ tenant }: { tenant: Schemas['Tenant'] }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('put')}
      </Button>
      {isOpen && <Dialog tenant={tenant} onClose={() => setOpen(false)} />}
    </>
  );
}

function Dialog({ tenant, onClose }: { tenant: Schemas['Tenant']; onClose: () => void }) {
  const t = useWords(words);
  const name = useName();
  const [form] = Form.useForm<Answers>();
  const plans = remote.useQuery('get', '/v1/operator/plans', { params: { query: { retired: false, limit: 200 } } });
  const put = useAct({
    run: ({ meters, ...given }: Answers) =>
      body(
        api.POST('/v1/operator/tenants/{tenant_id}/plans', {
          params: { path: { tenant_id: tenant.id }, header: { 'Idempotency-Key': newKey() } },
          body: { ...given, exceptions: allowancesOf(meters) },
        }),
      ),
    changes: CHANGES,
    done: t('putDone'),
    then: onClose,
    refused: (problem) => showInFields(form, problem),
  });
  const needed = [{ required: true, whitespace: true, message: t('needed') }];
  const exceptions = {
    key: 'exceptions',
    label: t('exceptions'),
    forceRender: true,
    children: <AllowanceFields within="meters" />,
  };
  return (
    <FormDialog<Answers>
      form={form}
      title={t('putTitle', { name: name(tenant) })}
      verb={t('put')}
      hint={t('putHint')}
      width={WIDE}
      isBusy={put.isPending}
      initial={{ from_month: thisMonth(), meters: entriesOf({}) }}
      onFinish={(given) => put.mutate(given)}
      onClose={onClose}
    >
      <Form.Item name="plan_id" label={t('plan')} rules={[{ required: true, message: t('needed') }]}>
        <Select
          loading={plans.isLoading}
          options={(plans.data?.items ?? []).map((plan) => ({
            value: plan.id,
            label: `${name(plan)} (${plan.code})`,
          }))}
          notFoundContent={t('noPlans')}
        />
      </Form.Item>
      <Form.Item name="from_month" label={t('from')} extra={t('fromHint')} rules={needed}>
        <MonthField />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={needed}>
        <Input maxLength={400} autoComplete="off" />
      </Form.Item>
      <Collapse ghost items={[exceptions]} />
    </FormDialog>
  );
}
