/** A button that asks why before it does something that cannot be taken back. */
import { Button, type ButtonProps, Form, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useWords } from '../app/language.ts';
import { words } from './words.ts';

interface Props {
  /** The verb, on the button and on the confirmation. */
  verb: string;
  title: string;
  hint?: ReactNode;
  danger?: boolean;
  type?: ButtonProps['type'];
  size?: ButtonProps['size'];
  icon?: ReactNode;
  isBusy?: boolean;
  disabled?: boolean;
  /** Whether a reason must be given; it can be left empty otherwise. */
  isOptional?: boolean;
  /** Does it; while this waits the dialogue stays open, and a refusal keeps it open. */
  onReason: (reason: string) => Promise<unknown>;
}

export function ReasonButton(props: Props) {
  const { verb, title, hint, danger = false, isBusy = false, isOptional = false, onReason } = props;
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<{ reason?: string }>();
  const finish = ({ reason = '' }: { reason?: string }) => {
    onReason(reason.trim()).then(
      () => setOpen(false),
      () => undefined,
    );
  };
  return (
    <>
      <Button
        danger={danger}
        type={props.type ?? 'default'}
        size={props.size ?? 'middle'}
        icon={props.icon}
        disabled={props.disabled ?? false}
        onClick={() => setOpen(true)}
      >
        {verb}
      </Button>
      <Modal
        open={isOpen}
        title={title}
        okText={verb}
        cancelText={t('cancel')}
        okButtonProps={{ danger, loading: isBusy, htmlType: 'submit' }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
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
    </>
  );
}
