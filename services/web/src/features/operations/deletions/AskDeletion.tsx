/** Asking for the end of a tenant: its code typed once more, a reason, and days to change one's mind. */
import { Button, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { words } from './words.ts';

type Answers = Schemas['AskDeletion'];
const DAYS = 30;
const MOST = 365;

export function AskDeletion({ tenant }: { tenant: Schemas['Tenant'] }) {
  const t = useWords(words);
  const name = useName();
  const go = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<Answers>();
  const ask = useAct({
    run: (answers: Answers) =>
      api.POST('/v1/operator/tenants/{tenant_id}/deletions', {
        params: { path: { tenant_id: tenant.id } },
        body: answers,
      }),
    changes: ['/v1/operator/deletions', '/v1/operator/acts'],
    done: t('asked'),
    then: () => void go('/operator/deletions'),
  });
  return (
    <>
      <Button danger type="text" onClick={() => setOpen(true)}>
        {t('ask')}
      </Button>
      <Modal
        open={isOpen}
        title={t('askTitle', { name: name(tenant) })}
        okText={t('ask')}
        cancelText={t('close')}
        okButtonProps={{ danger: true, loading: ask.isPending }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p>{t('askHint')}</p>
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          initialValues={{ delay_days: DAYS }}
          onFinish={(answers) => ask.mutate(answers)}
        >
          <Form.Item
            name="code"
            label={t('code', { code: tenant.code })}
            rules={[{ required: true, enum: [tenant.code], type: 'enum', message: t('codeWrong') }]}
          >
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="reason"
            label={t('reason')}
            rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}
          >
            <Input.TextArea maxLength={400} autoSize={{ minRows: 2, maxRows: 6 }} />
          </Form.Item>
          <Form.Item name="delay_days" label={t('days')}>
            <InputNumber min={0} max={MOST} precision={0} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
