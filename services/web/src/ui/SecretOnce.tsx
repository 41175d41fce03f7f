/** A secret that is told once: it stays until the person says that it is kept. */
import { CopyOutlined } from '@ant-design/icons';
import { Alert, App, Button, Modal } from 'antd';
import { useWords } from '../app/language.ts';
import { words } from './words.secret.ts';

interface Props {
  title: string;
  /** What it is for, in a sentence. */
  hint: string;
  /** Nothing is shown without one. */
  secret: string | null;
  onKept: () => void;
}

export function SecretOnce({ title, hint, secret, onKept }: Props) {
  const t = useWords(words);
  const { message } = App.useApp();
  const copy = () => {
    navigator.clipboard.writeText(secret ?? '').then(
      () => void message.success(t('copied')),
      () => void message.warning(t('notCopied')),
    );
  };
  return (
    <Modal
      open={secret !== null}
      title={title}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      destroyOnHidden
      footer={
        <Button type="primary" onClick={onKept}>
          {t('kept')}
        </Button>
      }
    >
      <p>{hint}</p>
      <div className="secret">
        <code>{secret}</code>
        <Button icon={<CopyOutlined aria-hidden />} onClick={copy}>
          {t('copy')}
        </Button>
      </div>
      <Alert type="warning" showIcon title={t('once')} />
    </Modal>
  );
}
