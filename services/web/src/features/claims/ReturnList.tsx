/** Returns: found by state, number, serial, day, dealer or factory; chosen to be shipped, signed or exported together. */
import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { save } from '../../ui/xlsx.ts';
import { ApproveChosen } from './list/ApproveChosen.tsx';
import { useReturnColumns } from './list/columns.tsx';
import { useListKeys } from './list/keys.ts';
import { KeysHelp } from './list/KeysHelp.tsx';
import { LinkDays } from './links/LinkDays.tsx';
import './list/list.css';
import { useReturnFilters } from './list/filters.ts';
import { words as listWords } from './list/words.ts';
import { words } from './words.ts';

type Return = Schemas['Return'];

export function Component() {
  const t = useWords(words);
  const { isDealer, can } = useSession();
  const go = useNavigate();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const columns = useReturnColumns();
  const list = useList({
    address: '/v1/returns',
    filters: useReturnFilters(),
    ask: (query) => body(api.GET('/v1/returns', { params: { query } })),
  });
  const { current, help } = useKeys(list.rows, setChosen);
  const selection = {
    selectedRowKeys: [...chosen],
    onChange: (keys: React.Key[]) => setChosen(keys.map(String)),
    getCheckboxProps: (row: Return) => ({ 'aria-label': row.number }),
  };
  const file = can('returns.file') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void go('/returns/new')}>
      {t('fileReturn')}
    </Button>
  );
  return (
    <ListPage
      id="returns"
      title={t('returns')}
      hint={isDealer ? t('listHint') : undefined}
      actions={
        <>
          <Together
            rows={list.rows.filter((row) => chosen.includes(row.id))}
            columns={columns}
            onDone={() => setChosen([])}
          />
          {can('tenant.manage') && <LinkDays />}
          {file}
        </>
      }
      list={list}
      columns={columns}
      rowClassName={(row) => (row.id === current ? 'row-here' : '')}
      hasViews
      empty={{ title: t('noneYet'), hint: t(isDealer ? 'noneYetDealer' : 'noneYetBrand'), action: file }}
      selection={selection}
    >
      {help}
    </ListPage>
  );
}

/** The row where the keys are, and the dialogue that names them. */
function useKeys(rows: readonly Return[], setChosen: (change: (before: readonly string[]) => string[]) => void) {
  const go = useNavigate();
  const [isHelping, setHelping] = useState(false);
  const text = rows.map((row) => row.id).join();
  const ids = useMemo(() => (text ? text.split(',') : []), [text]);
  const open = useCallback((id: string) => void go(`/returns/${id}`), [go]);
  const choose = useCallback(
    (id: string) => setChosen((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id])),
    [setChosen],
  );
  const showHelp = useCallback(() => setHelping(true), []);
  const current = useListKeys({ ids, open, choose, help: showHelp });
  return { current, help: <KeysHelp isOpen={isHelping} onClose={() => setHelping(false)} /> };
}

interface TogetherProps {
  rows: readonly Return[];
  columns: Columns<Return>;
  onDone: () => void;
}

/** What can be done with the returns that were chosen. */
function Together({ rows, columns, onDone }: TogetherProps) {
  const t = useWords(words);
  const say = useWords(listWords);
  const { can, isDealer } = useSession();
  const go = useNavigate();
  if (!rows.length) return null;
  const packed = rows.filter((row) => row.state === 'packed');
  const waiting = rows.filter((row) => row.state === 'awaiting_approval');
  const exported = () =>
    save(t('returns'), [columns.map((one) => one.title), ...rows.map((row) => columns.map((one) => one.value(row)))]);
  return (
    <>
      <Button icon={<DownloadOutlined aria-hidden />} onClick={exported}>
        {say('exportChosen', { count: rows.length })}
      </Button>
      {isDealer && can('returns.pack') && packed.length > 0 && (
        <Button onClick={() => void go(`/shipments/new?returns=${packed.map((row) => row.id).join()}`)}>
          {t('shipChosen', { count: packed.length })}
        </Button>
      )}
      {!isDealer && can('returns.approve') && waiting.length > 0 && <ApproveChosen rows={waiting} onDone={onDone} />}
    </>
  );
}
