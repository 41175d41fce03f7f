/** The plans that a brand is, was and will be on, the newest first. */
import { useMemo } from 'react';
import type { Schemas } from '../api/client.ts';
import { useSay, useWords } from '../app/language.ts';
import type { Columns } from './columns.tsx';
import { DataTable } from './DataTable.tsx';
import { useFormat } from './format.ts';
import { METERS, useQuantity } from './meters.ts';
import type { List } from './lists.ts';
import { words } from './words.usage.ts';

type Assignment = Schemas['AssignmentShown'];

interface Props {
  /** Under this name the browser keeps which columns are shown. */
  id: string;
  list: List<Assignment>;
}

export function Assignments({ id, list }: Props) {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  const quantity = useQuantity();
  const columns = useMemo<Columns<Assignment>>(() => {
    const exceptions = (row: Assignment) =>
      Object.entries(row.exceptions)
        .map(([meter, one]) => [meter as keyof typeof METERS, one] as const)
        .map(([meter, one]) => `${say(METERS[meter])} ${quantity(meter, one.included)}`)
        .join(' · ') || t('none');
    return [
      {
        key: 'plan',
        title: t('plan'),
        value: (row) => (row.plan_id ? say([row.plan_name, row.plan_name_en || row.plan_name]) : t('offPlan')),
      },
      { key: 'from', title: t('from'), value: (row) => row.from_month },
      { key: 'exceptions', title: t('exceptions'), value: exceptions },
      { key: 'reason', title: t('reason'), value: (row) => row.reason },
      { key: 'by', title: t('by'), value: (row) => row.operator_name },
      { key: 'at', title: t('at'), value: (row) => format.instant(row.created_at) },
    ];
  }, [t, say, format, quantity]);
  return (
    <DataTable
      id={id}
      title={t('history')}
      list={list}
      columns={columns}
      rowKey={(row) => String(row.number)}
      empty={{ title: t('noPlan'), hint: t('noPlanHint') }}
    />
  );
}
