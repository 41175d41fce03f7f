/** Where to send, what, and a word about it; for a new endpoint and for one that is there. */
import { Form, Input, Modal } from 'antd';
import { useWords } from '../../app/language.ts';
import { EventPicker } from './EventPicker.tsx';
import { words } from './words.ts';

export interface Wanted {
  url: string;
  events: string[];
  description: string;
}

interface Props {
  title: string;
  verb: string;
  first: Wanted;
  isOpen: boolean;
  isBusy: boolean;
  onSave: (wanted: Wanted) => void;
  onCancel: () => void;
}

export function EndpointForm({ title, verb, first, isOpen, isBusy, onSave, onCancel }: Props) {
  const t = useWords(words);
  const [form] = Form.useForm<Wanted>();
  return (
    <Modal
      open={isOpen}
      title={title}
      okText={verb}
      cancelText={t('cancel')}
      okButtonProps={{ loading: isBusy }}
      onOk={() => form.submit()}
      onCancel={onCancel}
      destroyOnHidden
    >
      <Form<Wanted>
        form={form}
        layout="vertical"
        initialValues={first}
        preserve={false}
        onFinish={(wanted) => onSave({ ...wanted, url: wanted.url.trim(), description: wanted.description.trim() })}
      >
        <Form.Item
          name="url"
          label={t('url')}
          extra={t('urlHint')}
          rules={[{ required: true, whitespace: true, message: t('urlNeeded') }]}
        >
          <Input type="url" maxLength={2000} autoComplete="off" autoFocus />
        </Form.Item>
        <Form.Item
          name="events"
          label={t('events')}
          extra={t('eventsHint')}
          rules={[{ required: true, type: 'array', min: 1, message: t('eventsNeeded') }]}
        >
          <EventPicker />
        </Form.Item>
        <Form.Item name="description" label={t('description')}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
