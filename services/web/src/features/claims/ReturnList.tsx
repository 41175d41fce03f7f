/** Returns: found by state, number, serial or day; for a dealer with what to do next. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { RETURN_STATES, useDomain } from '../../ui/domain.ts';
import { type FilterState, useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { DEALER_ACTS, nextOf } from './next.ts';
import { ReturnTag } from './ReturnTag.tsx';
import { words } from './words.ts';

type Return = Schemas['Return'];
const FILTERS = ['state', 'text', 'from', 'to'] as const;
type Wanted = FilterState<(typeof FILTERS)[number]>;
const SHIPPABLE: Schemas['ReturnState'] = 'packed';

export function Component() {
  const t = useWords(words);
  const { isDealer, can } = useSession();
  const go = useNavigate();
  const filters = useFilters(FILTERS);
  const [chosen, setChosen] = useState<string[]>([]);
  const columns = useReturnColumns();
  const { state, text, from, to } = filters.values;
  const list = useList({
    address: '/v1/returns',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(state ? { state: state as Schemas['ReturnState'] } : {}),
        ...(text ? { text } : {}),
        ...(from ? { filed_from: dayjs(from).startOf('day').toISOString() } : {}),
        ...(to ? { filed_to: dayjs(to).endOf('day').toISOString() } : {}),
      };
      return body(api.GET('/v1/returns', { params: { query } }));
    },
  });
  const selection = {
    selectedRowKeys: chosen,
    onChange: (keys: React.Key[]) => setChosen(keys.map(String)),
    getCheckboxProps: (row: Return) => ({ disabled: row.state !== SHIPPABLE, 'aria-label': row.number }),
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
          {chosen.length > 0 && (
            <Button onClick={() => void go(`/shipments/new?returns=${chosen.join()}`)}>
              {t('shipChosen', { count: chosen.length })}
            </Button>
          )}
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
        tools={<ReturnFilters filters={filters} />}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('noneYet')} hint={t(isDealer ? 'noneYetDealer' : 'noneYetBrand')} action={file} />}
        {...(can('returns.pack') ? { selection } : {})}
      />
    </Page>
  );
}

function ReturnFilters({ filters }: { filters: Wanted }) {
  const t = useWords(words);
  const domain = useDomain();
  const states = Object.keys(RETURN_STATES) as Schemas['ReturnState'][];
  const { from, to, state, text } = filters.values;
  return (
    <>
      <Input.Search
        allowClear
        key={text ?? ''}
        defaultValue={text ?? ''}
        placeholder={t('searchNumber')}
        aria-label={t('searchNumber')}
        style={{ width: 220 }}
        onSearch={(typed) => filters.set({ text: typed.trim() })}
      />
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 150 }}
        options={states.map((value) => ({ value, label: domain(RETURN_STATES, value) }))}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
      <DatePicker.RangePicker
        allowEmpty={[true, true]}
        value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
        aria-label={t('filedFrom')}
        onChange={(days) => filters.set({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
      />
    </>
  );
}

function useReturnColumns(): Columns<Return> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const { isDealer } = useSession();
  return useMemo(() => {
    const all: Columns<Return> = [
      {
        key: 'number',
        title: t('number'),
        value: (row) => row.number,
        render: (row) => <Link to={`/returns/${row.id}`}>{row.number}</Link>,
      },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(RETURN_STATES, row.state),
        render: (row) => <ReturnTag state={row.state} />,
      },
      {
        key: 'next',
        title: t('next'),
        value: (row) => t(nextOf(row)),
        render: (row) => <Next row={row} />,
        isExtra: !isDealer,
      },
      { key: 'dealer', title: t('dealer'), value: (row) => row.dealer_name, isExtra: isDealer },
      {
        key: 'amount',
        title: t('amount'),
        value: (row) => Number(row.amount.amount),
        render: (row) => format.money(row.amount),
        align: 'end',
      },
      { key: 'lines', title: t('lines'), value: (row) => row.line_count, align: 'end' },
      { key: 'factory', title: t('factory'), value: (row) => row.route?.factory ?? '', isExtra: isDealer },
      { key: 'waybill', title: t('waybill'), value: (row) => row.waybill ?? '' },
      { key: 'filed', title: t('filedAt'), value: (row) => format.instant(row.filed_at) },
      { key: 'closed', title: t('closedAt'), value: (row) => format.instant(row.closed_at), isExtra: true },
      { key: 'policy', title: t('policy'), value: (row) => row.policy_label, isExtra: true },
    ];
    return all;
  }, [t, domain, format, isDealer]);
}

function Next({ row }: { row: Return }) {
  const t = useWords(words);
  const word = t(nextOf(row));
  return DEALER_ACTS.includes(row.state) ? <strong>{word}</strong> : word;
}
