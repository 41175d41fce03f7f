/** An operator asks to read a tenant's data: whose, why, for how long. */
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, newKey, remote } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { words } from './words.ts';

interface Asked {
  tenant_id: string;
  reason: string;
  hours: number;
}

const MANY = 200;
const USUAL = 8;
const MOST = 168;

export function AskButton({ tenantId, onDone }: { tenantId: string; onDone: () => void }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(tenantId !== '');
  const close = () => {
    setOpen(false);
    onDone();
  };
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('ask')}
      </Button>
      {isOpen && <AskDialog tenantId={tenantId} onClose={close} />}
    </>
  );
}

function AskDialog({ tenantId, onClose }: { tenantId: string; onClose: () => void }) {
  const t = useWords(words);
  const name = useName();
  const [form] = Form.useForm<Asked>();
  const tenants = remote.useQuery('get', '/v1/operator/tenants', { params: { query: { limit: MANY } } });
  const ask = useAct({
    run: (given: Asked) =>
      api.POST('/v1/operator/access-requests', {
        params: { header: { 'Idempotency-Key': newKey() } },
        body: { ...given, reason: given.reason.trim() },
      }),
    done: t('askDone'),
    changes: ['/v1/operator'],
    then: onClose,
  });
  const options = (tenants.data?.items ?? []).map((one) => ({ value: one.id, label: name(one) }));
  const start = { hours: USUAL, ...(tenantId ? { tenant_id: tenantId } : {}) };
  return (
    <Modal
      open
      title={t('askTitle')}
      okText={t('ask')}
      okButtonProps={{ loading: ask.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t('askHint')}</p>
      <Form form={form} layout="vertical" initialValues={start} onFinish={(given) => ask.mutate(given)}>
        <Form.Item name="tenant_id" label={t('tenant')} rules={[{ required: true, message: t('tenantNeeded') }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={options} loading={tenants.isPending} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('reason')}
          rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}
        >
          <Input.TextArea maxLength={400} autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        <Form.Item name="hours" label={t('grantHours')} rules={[{ required: true, message: t('hoursNeeded') }]}>
          <InputNumber min={1} max={MOST} precision={0} style={{ width: 140 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
