/** Handing in a sheet: chosen or dropped, uploaded, and tried or imported. */
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

interface Sheet {
  readonly file: File;
  readonly isTrial: boolean;
}

/** Upload a sheet and begin its import, or its trial; goes on to the job. */
function useSend(kind: string) {
  const t = useWords(words);
  const go = useNavigate();
  const [wrong, setWrong] = useState('');
  const send = useAct({
    run: async ({ file, isTrial }: Sheet) => {
      setWrong('');
      const { id } = await upload(typed(file), 'import_sheet');
      const header = { 'Idempotency-Key': newKey() };
      return body(api.POST('/v1/imports', { params: { header }, body: { kind, file_id: id, trial: isTrial } }));
    },
    changes: ['/v1/jobs'],
    refused: (problem) => {
      setWrong(problem.detail);
      return problem.detail !== '';
    },
    then: ({ id }) => void go(`/jobs/${id}`),
  });
  const take = (files: FileList | null, isTrial: boolean) => {
    const file = files?.[0];
    if (!file) return;
    if (TAKEN.test(file.name)) send.mutate({ file, isTrial });
    else setWrong(t('otherFile', { name: file.name }));
  };
  return { send, take, wrong };
}

interface ButtonProps {
  take: (files: FileList | null) => void;
  label: string;
  type: 'primary' | 'default' | 'link';
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
      <Button
        type={type}
        icon={type !== 'link' && <UploadOutlined aria-hidden />}
        loading={isBusy}
        onClick={() => field.current?.click()}
      >
        {label}
      </Button>
    </>
  );
}

/** The place where a sheet is dropped: it is tried, unless somebody asks for the import at once. */
export function SheetDrop({ kind }: { kind: string }) {
  const t = useWords(words);
  const { send, take, wrong } = useSend(kind);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files, true);
  };
  return (
    <>
      {wrong && <Wrong text={wrong} />}
      <div className="sheet-drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        {send.isPending ? <Spin /> : <FileExcelOutlined aria-hidden />}
        {send.isPending ? (
          <span role="status">{t('sending', { name: send.variables.file.name })}</span>
        ) : (
          <FileButton take={(files) => take(files, true)} label={t('choose')} type="primary" />
        )}
        <small className="muted">{t('chooseHint')}</small>
        {!send.isPending && <FileButton take={(files) => take(files, false)} label={t('straight')} type="link" />}
      </div>
    </>
  );
}

interface AgainProps {
  kind: string;
  isTrial: boolean;
  type?: 'primary' | 'default';
}

/** The same as a button, for a sheet that was corrected. */
export function SheetAgain({ kind, isTrial, type = 'primary' }: AgainProps) {
  const t = useWords(words);
  const { send, take, wrong } = useSend(kind);
  return (
    <>
      {wrong && <Wrong text={wrong} />}
      <FileButton
        take={(files) => take(files, isTrial)}
        label={t(isTrial ? 'tryAgain' : 'again')}
        type={type}
        isBusy={send.isPending}
      />
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
