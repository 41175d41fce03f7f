/** Asking why, before something that cannot be taken back. */
import { Form, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../app/language.ts';
import { words } from './words.ts';

interface Props {
  isOpen: boolean;
  verb: string;
  title: string;
  hint: ReactNode;
  danger: boolean;
  isBusy: boolean;
  isOptional: boolean;
  onReason: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

export function ReasonDialog({ isOpen, verb, title, hint, danger, isBusy, isOptional, onReason, onClose }: Props) {
  const t = useWords(words);
  const [form] = Form.useForm<{ reason?: string }>();
  const finish = ({ reason = '' }: { reason?: string }) => {
    onReason(reason.trim()).then(onClose, () => undefined);
  };
  return (
    <Modal
      open={isOpen}
      title={title}
      okText={verb}
      cancelText={t('cancel')}
      okButtonProps={{ danger, loading: isBusy, htmlType: 'submit' }}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      {hint && <p>{hint}</p>}
      <Form form={form} layout="vertical" onFinish={finish} preserve={false}>
        <Form.Item
          name="reason"
          label={t('reason')}
          rules={isOptional ? [] : [{ required: true, whitespace: true, message: t('reasonNeeded') }]}
        >
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 3, maxRows: 8 }} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
