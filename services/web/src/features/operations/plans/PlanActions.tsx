/** What is done to a plan: new terms from a month on, another name, retired and restored. */
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api, body, ifMatch, newKey, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { useConfirm } from '../../../ui/confirm.ts';
import { showInFields } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { thisMonth } from '../../../ui/usage.ts';
import { allowancesOf, entriesOf } from './allowances.ts';
import { type TermsEntered, TermsFields } from './TermsFields.tsx';
import { words } from './words.ts';

type Plan = Schemas['PlanAnswered'];
type NewTerms = TermsEntered & { reason: string };
type Names = Schemas['PlanNames'];

const CHANGES = ['/v1/operator/plans', '/v1/operator/usage', '/v1/operator/acts', '/v1/operator/tenants'];
const WIDE = 760;

export function ChangeTerms({ plan }: { plan: Plan }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<NewTerms>();
  const change = useAct({
    run: ({ meters, ...given }: NewTerms) =>
      body(
        api.POST('/v1/operator/plans/{plan_id}/terms', {
          params: {
            path: { plan_id: plan.id },
            header: { ...ifMatch(plan.version), 'Idempotency-Key': newKey() },
          },
          body: { ...given, allowances: allowancesOf(meters) },
        }),
      ),
    changes: CHANGES,
    done: t('changed'),
    then: () => setOpen(false),
    refused: (problem) => showInFields(form, problem),
  });
  const { weight, allowances } = plan.terms;
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('change')}
      </Button>
      {isOpen && (
        <FormDialog<NewTerms>
          form={form}
          title={t('change')}
          verb={t('save')}
          hint={t('changeHint')}
          width={WIDE}
          isBusy={change.isPending}
          initial={{ from_month: thisMonth(), weight, meters: entriesOf(allowances) }}
          onFinish={(given) => change.mutate(given)}
          onClose={() => setOpen(false)}
        >
          <TermsFields />
          <Form.Item
            name="reason"
            label={t('reason')}
            rules={[{ required: true, whitespace: true, message: t('needed') }]}
          >
            <Input maxLength={400} autoComplete="off" />
          </Form.Item>
        </FormDialog>
      )}
    </>
  );
}

export function RenamePlan({ plan }: { plan: Plan }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<Names>();
  const rename = useAct({
    run: (names: Names) =>
      body(
        api.PATCH('/v1/operator/plans/{plan_id}', {
          params: { path: { plan_id: plan.id }, header: ifMatch(plan.version) },
          body: names,
        }),
      ),
    changes: CHANGES,
    done: t('renamed'),
    then: () => setOpen(false),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('rename')}</Button>
      {isOpen && (
        <FormDialog<Names>
          form={form}
          title={t('rename')}
          verb={t('save')}
          isBusy={rename.isPending}
          initial={{ name: plan.name, name_en: plan.name_en }}
          onFinish={(names) => rename.mutate(names)}
          onClose={() => setOpen(false)}
        >
          <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('needed') }]}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
          <Form.Item name="name_en" label={t('nameEn')}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
        </FormDialog>
      )}
    </>
  );
}

export function MovePlan({ plan }: { plan: Plan }) {
  const t = useWords(words);
  const name = useName();
  const confirm = useConfirm();
  const params = { path: { plan_id: plan.id }, header: ifMatch(plan.version) };
  const move = useAct({
    run: () =>
      plan.retired_at
        ? body(api.DELETE('/v1/operator/plans/{plan_id}/retirement', { params }))
        : body(api.PUT('/v1/operator/plans/{plan_id}/retirement', { params })),
    changes: CHANGES,
    done: (moved) => t(moved.retired_at ? 'retiredNow' : 'restored'),
  });
  const ask = async () => {
    const title = t('retireTitle', { name: name(plan) });
    if (plan.retired_at || (await confirm({ title, content: t('retireHint'), verb: t('retire') }))) move.mutate();
  };
  return (
    <Button loading={move.isPending} onClick={() => void ask()}>
      {t(plan.retired_at ? 'restore' : 'retire')}
    </Button>
  );
}
