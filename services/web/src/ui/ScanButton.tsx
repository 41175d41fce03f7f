/** A button that opens the camera and reads a code; a picture does where there is no camera. */
import { ScanOutlined } from '@ant-design/icons';
import { Alert, App, Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../app/language.ts';
import { newReader, serialOf } from './scanner.ts';
import { words } from './words.ts';

const BETWEEN_LOOKS = 180;

interface Props {
  onCode: (code: string) => void;
  label?: string;
  size?: 'middle' | 'large';
}

export function ScanButton({ onCode, label, size = 'middle' }: Props) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const take = (text: string) => {
    setOpen(false);
    onCode(serialOf(text));
  };
  return (
    <>
      <Button size={size} icon={<ScanOutlined />} onClick={() => setOpen(true)}>
        {label ?? t('scan')}
      </Button>
      <Modal open={isOpen} title={t('scanTitle')} footer={null} destroyOnHidden onCancel={() => setOpen(false)}>
        <Camera onText={take} />
        <FromPicture onText={take} />
      </Modal>
    </>
  );
}

function Camera({ onText }: { onText: (text: string) => void }) {
  const t = useWords(words);
  const video = useRef<HTMLVideoElement>(null);
  const told = useRef(onText);
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    told.current = onText;
  });
  useEffect(() => {
    const looking = new AbortController();
    void look(video.current, looking.signal, (text) => told.current(text)).catch(() => setRefused(true));
    return () => looking.abort();
  }, []);
  if (isRefused) return <Alert type="warning" showIcon title={t('scanRefused')} description={t('scanRefusedHint')} />;
  return (
    <>
      <div className="scanner">
        <video ref={video} muted playsInline />
      </div>
      <p>{t('scanHint')}</p>
    </>
  );
}

/** Look through the camera until a code is read or nobody waits any more. */
async function look(video: HTMLVideoElement | null, signal: AbortSignal, tell: (text: string) => void): Promise<void> {
  if (!video) return;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  });
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  signal.addEventListener('abort', end);
  if (signal.aborted) {
    end();
    return;
  }
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  const read = await newReader();
  while (!signal.aborted) {
    const text = await read(video);
    if (text && !signal.aborted) {
      tell(text);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
}

function FromPicture({ onText }: { onText: (text: string) => void }) {
  const t = useWords(words);
  const { message } = App.useApp();
  const field = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    const text = await (await newReader())(await createImageBitmap(file)).catch(() => null);
    if (text) onText(text);
    else void message.warning(t('scanNothing'));
  };
  return (
    <>
      <input
        ref={field}
        type="file"
        accept="image/*"
        capture="environment"
        style={{ display: 'none' }}
        aria-label={t('scanPhoto')}
        onChange={(event) => void read(event.target.files?.[0])}
      />
      <Button style={{ marginTop: 12 }} onClick={() => field.current?.click()}>
        {t('scanPhoto')}
      </Button>
    </>
  );
}
