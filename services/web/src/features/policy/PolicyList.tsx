/** The versions of the brand's policy, newest first. */
import { CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { type Columns, linkColumn } from '../../ui/columns.tsx';
import { stateFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { AddButton } from '../../ui/WaysIn.tsx';
import { useDrafting } from './drafting.ts';
import { StateTag, stateWord, useInForce } from './StateTag.tsx';
import { words } from './words.ts';

type Version = Schemas['VersionSummary'];

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const go = useNavigate();
  const columns = usePolicyColumns();
  const list = useList({
    address: '/v1/policies',
    filters: [
      stateFilter(
        [
          { value: 'draft', label: t('draft') },
          { value: 'published', label: t('publishedState') },
        ],
        { width: 150 },
      ),
    ],
    ask: (query) => body(api.GET('/v1/policies', { params: { query } })),
  });
  const begin = can('policy.edit') && <AddButton verb={t('newDraft')} onAdd={() => void go('/policies/new')} />;
  return (
    <ListPage
      id="policies"
      title={t('policies')}
      hint={t('listHint')}
      actions={begin}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint'), action: begin }}
    />
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
      linkColumn(
        'version',
        t('version'),
        (row) => `v${row.number} ${row.name}`,
        (row) => `/policies/${row.id}`,
      ),
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
