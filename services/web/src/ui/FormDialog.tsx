/** A few fields in a dialogue; it stays open, with what was typed, until they were accepted. */
import { Form, type FormInstance, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../app/language.ts';
import { words } from './words.ts';

interface Props<Values> {
  form: FormInstance<Values>;
  title: string;
  /** The verb on the button. */
  verb: string;
  hint?: ReactNode;
  initial?: Partial<Values>;
  isBusy: boolean;
  /** Whether what it does is to be thought over. */
  danger?: boolean;
  width?: number;
  onFinish: (values: Values) => void;
  onClose: () => void;
  children: ReactNode;
}

/** Shown for as long as it is rendered. */
export function FormDialog<Values extends object>(props: Props<Values>) {
  const {
    form,
    title,
    verb,
    hint,
    initial = {},
    isBusy,
    danger = false,
    width = 520,
    onFinish,
    onClose,
    children,
  } = props;
  const t = useWords(words);
  return (
    <Modal
      open
      title={title}
      width={width}
      okText={verb}
      cancelText={t('cancel')}
      okButtonProps={{ danger, loading: isBusy }}
      onOk={() => form.submit()}
      onCancel={onClose}
      focusTriggerAfterClose
    >
      {hint && <p className="muted">{hint}</p>}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={initial}
        onFinish={onFinish}
        scrollToFirstError
        style={{ paddingTop: 8 }}
      >
        {children}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  );
}
