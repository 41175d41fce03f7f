/** Taking a tenant off its plan: from which month, and why. */
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api, body, newKey, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { showInFields } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { thisMonth } from '../../../ui/usage.ts';
import { MonthField } from '../../../ui/MonthField.tsx';
import { CHANGES } from './changes.ts';
import { words } from './words.ts';

type Answers = Schemas['PlanEnding'];

export function EndPlan({ tenant }: { tenant: Schemas['Tenant'] }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {t('end')}
      </Button>
      {isOpen && <Dialog tenant={tenant} onClose={() => setOpen(false)} />}
    </>
  );
}

function Dialog({ tenant, onClose }: { tenant: Schemas['Tenant']; onClose: () => void }) {
  const t = useWords(words);
  const name = useName();
  const [form] = Form.useForm<Answers>();
  const end = useAct({
    run: (given: Answers) =>
      body(
        api.POST('/v1/operator/tenants/{tenant_id}/plan-endings', {
          params: { path: { tenant_id: tenant.id }, header: { 'Idempotency-Key': newKey() } },
          body: given,
        }),
      ),
    changes: CHANGES,
    done: (ended) => t('ended', { month: ended.from_month }),
    then: onClose,
    refused: (problem) => showInFields(form, problem),
  });
  const needed = [{ required: true, whitespace: true, message: t('needed') }];
  return (
    <FormDialog<Answers>
      danger
      form={form}
      title={t('endTitle', { name: name(tenant) })}
      verb={t('end')}
      hint={t('endHint')}
      isBusy={end.isPending}
      initial={{ from_month: thisMonth() }}
      onFinish={(given) => end.mutate(given)}
      onClose={onClose}
    >
      <Form.Item name="from_month" label={t('endFrom')} extra={t('fromHint')} rules={needed}>
        <MonthField />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={needed}>
        <Input maxLength={400} autoComplete="off" />
      </Form.Item>
    </FormDialog>
  );
}
