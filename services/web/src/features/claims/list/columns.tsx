/** The columns of a list of returns. */
import { useMemo } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useNameOf, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { type Columns, linkColumn } from '../../../ui/columns.tsx';
import { RETURN_STATES, useDomain } from '../../../ui/domain.ts';
import { useFormat } from '../../../ui/format.ts';
import { DEALER_ACTS, nextOf } from '../next.ts';
import { ReturnTag } from '../ReturnTag.tsx';
import { words } from '../words.ts';

type Return = Schemas['Return'];

/** What stands in each column, for a dealer or for the manufacturer. */
export function useReturnColumns(): Columns<Return> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const format = useFormat();
  const { isDealer } = useSession();
  return useMemo(() => {
    const all: Columns<Return> = [
      linkColumn(
        'number',
        t('number'),
        (row) => row.number,
        (row) => `/returns/${row.id}`,
      ),
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
      { key: 'dealer', title: t('dealer'), value: (row) => nameOf(row, 'dealer_name'), isExtra: isDealer },
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
  }, [t, nameOf, domain, format, isDealer]);
}

function Next({ row }: { row: Return }) {
  const t = useWords(words);
  const word = t(nextOf(row));
  return DEALER_ACTS.includes(row.state) ? <strong>{word}</strong> : word;
}
