/** Issuing a key: what it is called, what it may do, and for how long. */
import { Form, Input, Modal, Select } from 'antd';
import { api, body, newKey, type Permission } from '../../../api/client.ts';
import { useSay, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { PERMISSIONS } from '../../../ui/permissions.ts';
import { words } from './words.ts';
import { letTabPass } from '../../../ui/tab.ts';

interface Wanted {
  name: string;
  scopes: Permission[];
  lasts_days: number;
}

const SPANS = [30, 90, 180, 365] as const;
const FIRST = { lasts_days: 180 };

interface Props {
  isOpen: boolean;
  onClose: () => void;
  onIssued: (secret: string | null) => void;
}

export function IssueKey({ isOpen, onClose, onIssued }: Props) {
  const t = useWords(words);
  const say = useSay();
  const { me } = useSession();
  const [form] = Form.useForm<Wanted>();
  const issue = useAct({
    run: (wanted: Wanted) => {
      const params = { header: { 'Idempotency-Key': newKey() } };
      return body(api.POST('/v1/keys', { params, body: wanted }));
    },
    done: t('issued'),
    changes: ['/v1/keys'],
    then: (made) => {
      onClose();
      onIssued(made.secret);
    },
  });
  const scopes = me.permissions
    .filter((one) => one !== 'keys.manage')
    .map((value) => ({ value, label: `${say(PERMISSIONS[value])} ${value}` }));
  return (
    <Modal
      open={isOpen}
      title={t('issue')}
      okText={t('issue')}
      cancelText={t('cancel')}
      okButtonProps={{ loading: issue.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form<Wanted>
        form={form}
        layout="vertical"
        initialValues={FIRST}
        preserve={false}
        onFinish={(wanted) => issue.mutate({ ...wanted, name: wanted.name.trim() })}
      >
        <Form.Item
          name="name"
          label={t('name')}
          extra={t('nameHint')}
          rules={[{ required: true, whitespace: true, message: t('nameNeeded') }]}
        >
          <Input maxLength={100} autoComplete="off" autoFocus />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={t('scopes')}
          extra={t('scopesHint')}
          rules={[{ required: true, type: 'array', min: 1, message: t('scopesNeeded') }]}
        >
          <Select
            mode="multiple"
            onInputKeyDown={letTabPass}
            options={scopes}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
        <Form.Item name="lasts_days" label={t('lasts')}>
          <Select options={SPANS.map((count) => ({ value: count, label: t('days', { count }) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
