/** Sold units: found by the beginning of their serial, by state, by day of sale. */
import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, DatePicker, Flex, Input, Select, Tag } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { PROOFS, UNIT_STATES, useDomain } from '../../ui/domain.ts';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { UnitDialog } from './UnitDialog.tsx';
import { words } from './words.ts';

type Unit = Schemas['UnitShown'];

export function Component() {
  const t = useWords(words);
  const domain = useDomain();
  const filters = useFilters(['text', 'state', 'from', 'to']);
  const columns = useUnitColumns();
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const ways = can('units.manage') && <Ways onAdd={() => setOpen(true)} />;
  const { text, state, from, to } = filters.values;
  const list = useList({
    address: '/v1/units',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(text ? { text } : {}),
        ...(state ? { state: state as Schemas['UnitState'] } : {}),
        ...(from ? { sold_from: from } : {}),
        ...(to ? { sold_to: to } : {}),
      };
      return body(api.GET('/v1/units', { params: { query } }));
    },
  });
  const states = (Object.keys(UNIT_STATES) as Schemas['UnitState'][]).map((value) => ({
    value,
    label: domain(UNIT_STATES, value),
  }));
  const tools = (
    <>
      <Input.Search
        allowClear
        key={text ?? ''}
        defaultValue={text ?? ''}
        placeholder={t('serialStart')}
        aria-label={t('serialStart')}
        style={{ width: 220 }}
        maxLength={40}
        onSearch={(typed) => filters.set({ text: typed.trim() })}
      />
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 140 }}
        options={states}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
      <DatePicker.RangePicker
        allowEmpty={[true, true]}
        value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
        aria-label={t('soldBetween')}
        onChange={(days) => filters.set({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
      />
    </>
  );
  return (
    <Page title={t('units')} actions={ways}>
      <DataTable
        id="units"
        title={t('units')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={tools}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        hasViews
        empty={<Nothing title={t('none')} hint={t('noneHint')} action={ways} />}
      />
      {isOpen && <UnitDialog onClose={() => setOpen(false)} />}
    </Page>
  );
}

/** How units come in: one by one, or a whole sheet. */
function Ways({ onAdd }: { onAdd: () => void }) {
  const t = useWords(words);
  const go = useNavigate();
  return (
    <Flex gap={8} wrap justify="center">
      <Button icon={<UploadOutlined aria-hidden />} onClick={() => void go('/imports?kind=units')}>
        {t('import')}
      </Button>
      <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={onAdd}>
        {t('register')}
      </Button>
    </Flex>
  );
}

function useUnitColumns(): Columns<Unit> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const { isDealer } = useSession();
  return useMemo(
    () => [
      {
        key: 'serial',
        title: t('serial'),
        value: (row) => row.serial,
        render: (row) => <Link to={`/units/${row.id}`}>{row.serial}</Link>,
      },
      { key: 'model', title: t('model'), value: (row) => `${row.model_code} ${row.model_name}` },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(UNIT_STATES, row.state),
        render: (row) => <Tag>{domain(UNIT_STATES, row.state)}</Tag>,
      },
      { key: 'sold', title: t('sold'), value: (row) => row.sale_date, render: (row) => format.day(row.sale_date) },
      { key: 'dealer', title: t('dealer'), value: (row) => row.dealer_name, isExtra: isDealer },
      { key: 'owner', title: t('owner'), value: (row) => `${row.owner_name ?? ''} ${row.owner_phone ?? ''}`.trim() },
      { key: 'proof', title: t('proof'), value: (row) => domain(PROOFS, row.proof), isExtra: true },
      { key: 'invoiced', title: t('invoiced'), value: (row) => row.invoice_date ?? '', isExtra: true },
    ],
    [t, domain, format, isDealer],
  );
}
