/** For how many hours operators may ask: the tenant's own parameter. */
import { Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { api, ifMatch, remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { words } from './words.ts';

const MOST = 168;

export function Longest() {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const asked = remote.useQuery('get', '/v1/tenant');
  if (!asked.data) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('longest', { n: asked.data.access_hours })}</Button>
      {isOpen && <Dialog tenant={asked.data} onClose={() => setOpen(false)} />}
    </>
  );
}

function Dialog({ tenant, onClose }: { tenant: Schemas['Tenant']; onClose: () => void }) {
  const t = useWords(words);
  const [form] = Form.useForm<{ hours: number }>();
  const save = useAct({
    run: ({ hours }: { hours: number }) => {
      const { name, name_en, locale, time_zone, address, phone } = tenant;
      return api.PUT('/v1/tenant', {
        params: { header: ifMatch(tenant.version) },
        body: { name, name_en, locale, time_zone, address, phone, access_hours: hours },
      });
    },
    done: t('longestDone'),
    changes: ['/v1/tenant'],
    then: onClose,
  });
  return (
    <Modal
      open
      title={t('longestTitle')}
      okText={t('save')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t('longestHint')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ hours: tenant.access_hours }}
        onFinish={(given) => save.mutate(given)}
      >
        <Form.Item name="hours" label={t('grantHours')} rules={[{ required: true, message: t('hoursNeeded') }]}>
          <InputNumber min={1} max={MOST} precision={0} style={{ width: 140 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
