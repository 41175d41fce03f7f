/** The versions of the brand's policy, newest first. */
import { CopyOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { useDrafting } from './drafting.ts';
import { StateTag, stateWord, useInForce } from './StateTag.tsx';
import { words } from './words.ts';

type Version = Schemas['VersionSummary'];

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const go = useNavigate();
  const filters = useFilters(['state']);
  const columns = usePolicyColumns();
  const { state } = filters.values;
  const list = useList({
    address: '/v1/policies',
    filters: filters.values,
    ask: (page) => {
      const query = { ...page, ...(state ? { state: state as Schemas['VersionState'] } : {}) };
      return body(api.GET('/v1/policies', { params: { query } }));
    },
  });
  const begin = can('policy.edit') && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => void go('/policies/new')}>
      {t('newDraft')}
    </Button>
  );
  const tools = (
    <Select
      allowClear
      value={state ?? null}
      placeholder={t('anyState')}
      aria-label={t('state')}
      style={{ width: 150 }}
      options={[
        { value: 'draft', label: t('draft') },
        { value: 'published', label: t('publishedState') },
      ]}
      onChange={(value: string | null) => filters.set({ state: value })}
    />
  );
  return (
    <Page title={t('policies')} hint={t('listHint')} actions={begin}>
      <DataTable
        id="policies"
        title={t('policies')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={tools}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('none')} hint={t('noneHint')} action={begin} />}
      />
    </Page>
  );
}

function usePolicyColumns(): Columns<Version> {
  const t = useWords(words);
  const format = useFormat();
  const inForce = useInForce();
  const { can } = useSession();
  const mayCopy = can('policy.edit');
  return useMemo(() => {
    const columns: Columns<Version> = [
      {
        key: 'version',
        title: t('version'),
        value: (row) => row.number,
        render: (row) => <Link to={`/policies/${row.id}`}>{`v${row.number} ${row.name}`}</Link>,
      },
      {
        key: 'state',
        title: t('state'),
        value: (row) => t(stateWord(row, inForce)),
        render: (row) => <StateTag version={row} />,
      },
      { key: 'effective', title: t('effective'), value: (row) => format.instant(row.effective_at) },
      { key: 'published', title: t('published'), value: (row) => format.instant(row.published_at) },
      { key: 'changed', title: t('changedAt'), value: (row) => format.instant(row.changed_at) },
    ];
    if (!mayCopy) return columns;
    return [...columns, { key: 'copy', title: t('newDraft'), value: () => '', render: (row) => <Copy row={row} /> }];
  }, [t, format, inForce, mayCopy]);
}

function Copy({ row }: { row: Version }) {
  const t = useWords(words);
  const drafting = useDrafting();
  return (
    <Button
      size="small"
      icon={<CopyOutlined aria-hidden />}
      loading={drafting.isPending}
      aria-label={`${t('copy')} v${row.number}`}
      onClick={() => drafting.mutate({ copy_of: row.id })}
    >
      {t('copy')}
    </Button>
  );
}
