/** Returns: found by state, number, serial, day, dealer or factory; chosen to be shipped, signed or exported together. */
import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import dayjs from 'dayjs';
import { useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { save } from '../../ui/xlsx.ts';
import { ApproveChosen } from './list/ApproveChosen.tsx';
import { useReturnColumns } from './list/columns.tsx';
import { useListKeys } from './list/keys.ts';
import { KeysHelp } from './list/KeysHelp.tsx';
import './list/list.css';
import { FILTERS, ReturnFilters } from './list/ReturnFilters.tsx';
import { words as listWords } from './list/words.ts';
import { words } from './words.ts';

type Return = Schemas['Return'];

export function Component() {
  const t = useWords(words);
  const { isDealer, can } = useSession();
  const go = useNavigate();
  const filters = useFilters(FILTERS);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const columns = useReturnColumns();
  const list = useReturns(filters.values);
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
    <Page
      title={t('returns')}
      hint={isDealer ? t('listHint') : undefined}
      actions={
        <>
          <Together
            rows={list.rows.filter((row) => chosen.includes(row.id))}
            columns={columns}
            onDone={() => setChosen([])}
          />
          {file}
        </>
      }
    >
      <DataTable
        id="returns"
        title={t('returns')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        rowClassName={(row) => (row.id === current ? 'row-here' : '')}
        tools={<ReturnFilters filters={filters} />}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('noneYet')} hint={t(isDealer ? 'noneYetDealer' : 'noneYetBrand')} action={file} />}
        selection={selection}
        hasViews
      />
      {help}
    </Page>
  );
}

function useReturns(values: ReturnType<typeof useFilters<(typeof FILTERS)[number]>>['values']) {
  const { state, text, from, to, dealer, factory } = values;
  return useList({
    address: '/v1/returns',
    filters: values,
    ask: (page) => {
      const query = {
        ...page,
        ...(state ? { state: state as Schemas['ReturnState'] } : {}),
        ...(text ? { text } : {}),
        ...(from ? { filed_from: dayjs(from).startOf('day').toISOString() } : {}),
        ...(to ? { filed_to: dayjs(to).endOf('day').toISOString() } : {}),
        ...(dealer ? { dealer_id: dealer } : {}),
        ...(factory ? { factory_id: factory } : {}),
      };
      return body(api.GET('/v1/returns', { params: { query } }));
    },
  });
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
