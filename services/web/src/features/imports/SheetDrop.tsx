/** Handing in a sheet: chosen or dropped, uploaded, and its import begun. */
import { FileExcelOutlined, UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Spin } from 'antd';
import { type DragEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, body, newKey } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { upload } from '../../ui/upload.ts';
import { words } from './words.ts';
import './imports.css';

const TAKEN = /\.(xlsx|csv)$/i;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A sheet under the type that its name says: browsers tell the type of a CSV differently. */
function typed(file: File): File {
  return new File([file], file.name, { type: /\.csv$/i.test(file.name) ? 'text/csv' : XLSX });
}

/** Upload a sheet and begin its import; goes on to the job. */
function useSend(kind: string) {
  const t = useWords(words);
  const go = useNavigate();
  const [wrong, setWrong] = useState('');
  const send = useAct({
    run: async (file: File) => {
      setWrong('');
      const { id } = await upload(typed(file), 'import_sheet');
      const header = { 'Idempotency-Key': newKey() };
      return body(api.POST('/v1/imports', { params: { header }, body: { kind, file_id: id } }));
    },
    changes: ['/v1/jobs'],
    refused: (problem) => {
      setWrong(problem.detail);
      return problem.detail !== '';
    },
    then: ({ id }) => void go(`/jobs/${id}`),
  });
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (!file) return;
    if (TAKEN.test(file.name)) send.mutate(file);
    else setWrong(t('otherFile', { name: file.name }));
  };
  return { send, take, wrong };
}

interface ButtonProps {
  take: (files: FileList | null) => void;
  label: string;
  type: 'primary' | 'default';
  isBusy?: boolean;
}

function FileButton({ take, label, type, isBusy = false }: ButtonProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={field}
        type="file"
        accept=".xlsx,.csv"
        aria-label={label}
        style={{ display: 'none' }}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
      <Button type={type} icon={<UploadOutlined aria-hidden />} loading={isBusy} onClick={() => field.current?.click()}>
        {label}
      </Button>
    </>
  );
}

/** The place where a sheet is dropped. */
export function SheetDrop({ kind }: { kind: string }) {
  const t = useWords(words);
  const { send, take, wrong } = useSend(kind);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  };
  return (
    <>
      {wrong && <Wrong text={wrong} />}
      <div className="sheet-drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        {send.isPending ? <Spin /> : <FileExcelOutlined aria-hidden />}
        {send.isPending ? (
          <span role="status">{t('sending', { name: send.variables.name })}</span>
        ) : (
          <FileButton take={take} label={t('choose')} type="primary" />
        )}
        <small className="muted">{t('chooseHint')}</small>
      </div>
    </>
  );
}

/** The same as a button, for a sheet that was corrected. */
export function SheetAgain({ kind }: { kind: string }) {
  const t = useWords(words);
  const { send, take, wrong } = useSend(kind);
  return (
    <>
      {wrong && <Wrong text={wrong} />}
      <FileButton take={take} label={t('again')} type="primary" isBusy={send.isPending} />
    </>
  );
}

function Wrong({ text }: { text: string }) {
  const t = useWords(words);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t('notAccepted')}
      description={text}
      style={{ marginBottom: 12 }}
    />
  );
}
