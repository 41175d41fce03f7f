/** A button that makes a link for the customer, shows it as a QR code and copies it. */
import { CopyOutlined, QrcodeOutlined } from '@ant-design/icons';
import { App, Button, Modal, QRCode } from 'antd';
import { useState } from 'react';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { useFormat } from '../../../ui/format.ts';
import './customer.css';
import { words } from './words.ts';

const SIZE = 220;

export function GiveLink({ returnId }: { returnId: string }) {
  const t = useWords(words);
  const [link, setLink] = useState<Schemas['LinkShown'] | null>(null);
  const give = useAct({
    run: () =>
      body(
        api.POST('/v1/returns/{return_id}/customer-links', {
          params: { path: { return_id: returnId } },
          body: {},
        }),
      ),
    changes: ['/v1/returns/{return_id}/customer-links'],
    then: setLink,
  });
  return (
    <>
      <Button icon={<QrcodeOutlined aria-hidden />} loading={give.isPending} onClick={() => give.mutate()}>
        {t('give')}
      </Button>
      <Modal
        open={link !== null}
        title={t('giveTitle')}
        footer={<Button onClick={() => setLink(null)}>{t('close')}</Button>}
        onCancel={() => setLink(null)}
        destroyOnHidden
      >
        {link && <Given link={link} />}
      </Modal>
    </>
  );
}

function Given({ link }: { link: Schemas['LinkShown'] }) {
  const t = useWords(words);
  const format = useFormat();
  const { message } = App.useApp();
  const address = `${location.origin}${link.path ?? ''}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      void message.success(t('copied'));
    } catch {
      void message.warning(t('notCopied'));
    }
  };
  return (
    <div className="give-link">
      <p>{t('giveHint')}</p>
      <div role="img" aria-label={t('qr')}>
        <span aria-hidden>
          <QRCode value={address} size={SIZE} errorLevel="L" color="#000000" bgColor="#ffffff" type="svg" />
        </span>
      </div>
      <small className="muted">{t('until', { day: format.day(link.expires_at.slice(0, 10)) })}</small>
      <code aria-label={t('address')} tabIndex={0}>
        {address}
      </code>
      <Button type="primary" icon={<CopyOutlined aria-hidden />} onClick={() => void copy()}>
        {t('copy')}
      </Button>
    </div>
  );
}
