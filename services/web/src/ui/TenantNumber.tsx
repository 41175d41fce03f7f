/** A number that the brand sets for itself: shown on a button, changed in a dialogue. */
import { Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { api, ifMatch, remote, type Schemas } from '../api/client.ts';
import { useWords } from '../app/language.ts';
import { useAct } from './act.ts';
import { words } from './words.ts';

interface Props {
  field: 'access_hours' | 'access_wait_hours' | 'customer_link_days';
  most: number;
  /** What the button says of the number as it is. */
  says: (value: number) => string;
  title: string;
  hint: string;
  label: string;
}

export function TenantNumber(props: Props) {
  const [isOpen, setOpen] = useState(false);
  const asked = remote.useQuery('get', '/v1/tenant');
  if (!asked.data) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{props.says(asked.data[props.field])}</Button>
      {isOpen && <Dialog {...props} tenant={asked.data} onClose={() => setOpen(false)} />}
    </>
  );
}

function Dialog({ tenant, onClose, ...props }: Props & { tenant: Schemas['Tenant']; onClose: () => void }) {
  const t = useWords(words);
  const [form] = Form.useForm<{ value: number }>();
  const save = useAct({
    run: ({ value }: { value: number }) => {
      const { name, name_en, locale, time_zone, address, phone } = tenant;
      return api.PUT('/v1/tenant', {
        params: { header: ifMatch(tenant.version) },
        body: { name, name_en, locale, time_zone, address, phone, [props.field]: value },
      });
    },
    done: t('saved'),
    changes: ['/v1/tenant'],
    then: onClose,
  });
  return (
    <Modal
      open
      title={props.title}
      okText={t('save')}
      cancelText={t('cancel')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{props.hint}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ value: tenant[props.field] }}
        onFinish={(given) => save.mutate(given)}
      >
        <Form.Item
          name="value"
          label={props.label}
          rules={[{ required: true, message: t('fromTo', { least: 1, most: props.most }) }]}
        >
          <InputNumber min={1} max={props.most} precision={0} style={{ width: 140 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
