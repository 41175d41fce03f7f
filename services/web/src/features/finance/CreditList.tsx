/** Credits to dealers, newest first. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { type Columns, linkColumn, tagColumn } from '../../ui/columns.tsx';
import { CREDIT_STATES, useDomain } from '../../ui/domain.ts';
import { organisationFilter, stateFilter, textFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { isOfReturn } from './causes.ts';
import { words } from './words.ts';

type Credit = Schemas['CreditNote'];

export function Component() {
  const t = useWords(words);
  const { isDealer } = useSession();
  const columns = useCreditColumns();
  const list = useList({
    address: '/v1/credits',
    filters: [
      textFilter('text', { label: t('searchCredits'), width: 300, longest: 64 }),
      !isDealer &&
        organisationFilter('dealer_id', {
          name: 'dealer',
          kind: 'dealer',
          label: t('dealer'),
          any: t('chooseDealer'),
          width: 240,
        }),
      stateFilter(CREDIT_STATES),
    ],
    ask: (query) => body(api.GET('/v1/credits', { params: { query } })),
  });
  return (
    <ListPage
      id="credits"
      title={t('credits')}
      hint={t('creditsHint')}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint') }}
    />
  );
}

function useCreditColumns(): Columns<Credit> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  return useMemo(
    () => [
      linkColumn(
        'number',
        t('number'),
        (row) => row.number,
        (row) => `/credit-notes/${row.id}`,
      ),
      {
        key: 'amount',
        title: t('amount'),
        value: (row) => Number(row.amount.amount),
        render: (row) => format.money(row.amount),
        align: 'end',
      },
      {
        key: 'memo',
        title: t('memo'),
        value: (row) => row.memo,
        render: (row) => (isOfReturn(row) ? <Link to={`/returns/${row.cause_id}`}>{row.memo}</Link> : row.memo),
      },
      tagColumn(
        'state',
        t('state'),
        (row) => domain(CREDIT_STATES, row.state),
        (row) => (row.state === 'posted' ? 'success' : 'default'),
      ),
      { key: 'posted', title: t('postedAt'), value: (row) => format.instant(row.posted_at) },
      { key: 'reversal', title: t('reversal'), value: (row) => row.reversal_number, isExtra: true },
    ],
    [t, domain, format],
  );
}
