/** Counts of stock, newest first, and opening one by hand. */
import { Progress } from 'antd';
import { useMemo, useState } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { type Columns, linkColumn, tagColumn } from '../../ui/columns.tsx';
import { COUNT_STATES, COUNT_TONES, ROLES, useDomain } from '../../ui/domain.ts';
import { stateFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { useWarehouseFilter } from '../../ui/warehouses.ts';
import { AddButton } from '../../ui/WaysIn.tsx';
import { OpenCount } from './OpenCount.tsx';
import { words } from './words.ts';

type Count = Schemas['Count'];

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const columns = useCountColumns();
  const [isOpen, setOpen] = useState(false);
  const warehouse = useWarehouseFilter();
  const list = useList({
    address: '/v1/stock-counts',
    filters: [stateFilter(COUNT_STATES, { width: 150 }), warehouse],
    ask: (query) => body(api.GET('/v1/stock-counts', { params: { query } })),
  });
  return (
    <ListPage
      id="counts"
      title={t('counts')}
      hint={t('countsHint')}
      actions={can('counts.manage') && <AddButton verb={t('open')} onAdd={() => setOpen(true)} />}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint') }}
    >
      <OpenCount isOpen={isOpen} onClose={() => setOpen(false)} />
    </ListPage>
  );
}

function useCountColumns(): Columns<Count> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  return useMemo(
    () => [
      linkColumn(
        'warehouse',
        t('warehouse'),
        (row) => row.warehouse_code,
        (row) => `/stock-counts/${row.id}`,
      ),
      tagColumn(
        'state',
        t('state'),
        (row) => domain(COUNT_STATES, row.state),
        (row) => COUNT_TONES[row.state],
      ),
      {
        key: 'progress',
        title: t('progress'),
        value: (row) => `${row.entered}/${row.lines}`,
        render: (row) => <Bar count={row} />,
      },
      { key: 'begun', title: t('begun'), value: (row) => format.instant(row.opened_at) },
      { key: 'submitted', title: t('submittedAt'), value: (row) => format.instant(row.submitted_at) },
      {
        key: 'approver',
        title: t('approver'),
        isExtra: true,
        value: (row) => domain(ROLES, row.plan.approver as Schemas['Role'] | null),
      },
      { key: 'approved', title: t('approvedAt'), isExtra: true, value: (row) => format.instant(row.approved_at) },
      { key: 'note', title: t('note'), isExtra: true, value: (row) => row.note },
    ],
    [t, domain, format],
  );
}

function Bar({ count }: { count: Count }) {
  const t = useWords(words);
  const share = count.lines ? Math.round((count.entered / count.lines) * 100) : 0;
  return (
    <Progress
      percent={share}
      size="small"
      format={() => `${count.entered}/${count.lines}`}
      aria-label={t('progress')}
      style={{ minWidth: 140 }}
    />
  );
}
