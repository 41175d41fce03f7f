/** All plans: what a month of each includes, and how many tenants are on it. */
import { Tag } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useName, useSay, useWords } from '../../../app/language.ts';
import type { Pair } from '../../../app/words.ts';
import type { Columns } from '../../../ui/columns.tsx';
import { choiceFilter } from '../../../ui/filtering.tsx';
import { ListPage } from '../../../ui/ListPage.tsx';
import { METERS, METERS_IN_ORDER, useQuantity } from '../../../ui/meters.ts';
import { useList } from '../../../ui/lists.ts';
import { AddButton } from '../../../ui/WaysIn.tsx';
import { words } from './words.ts';

type Plan = Schemas['PlanAnswered'];

const STATES: Readonly<Record<'open' | 'retired', Pair>> = { open: words.open, retired: words.retired };

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const list = useList({
    address: '/v1/operator/plans',
    filters: [choiceFilter('state', STATES, { label: t('which'), any: t('anyState') })],
    ask: ({ state, ...page }) => {
      const query = state ? { ...page, retired: state === 'retired' } : page;
      return body(api.GET('/v1/operator/plans', { params: { query } }));
    },
  });
  const columns = usePlanColumns();
  return (
    <ListPage
      id="operator.plans"
      title={t('plans')}
      hint={t('plansHint')}
      actions={<AddButton verb={t('make')} onAdd={() => void go('/operator/plans/new')} />}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      empty={{ title: t('noPlans'), hint: t('noPlansHint') }}
    />
  );
}

function usePlanColumns(): Columns<Plan> {
  const t = useWords(words);
  const say = useSay();
  const name = useName();
  const quantity = useQuantity();
  return useMemo(
    () => [
      {
        key: 'plan',
        title: t('plan'),
        value: (row) => name(row),
        render: (row) => (
          <span>
            <Link to={`/operator/plans/${row.id}`}>{name(row)}</Link>
            <br />
            <small className="muted">{row.code}</small>
          </span>
        ),
      },
      {
        key: 'state',
        title: t('state'),
        value: (row) => t(row.retired_at ? 'retired' : 'open'),
        render: (row) => (
          <Tag color={row.retired_at ? 'default' : 'success'}>{t(row.retired_at ? 'retired' : 'open')}</Tag>
        ),
      },
      { key: 'tenants', title: t('tenants'), align: 'end', value: (row) => row.tenants },
      ...METERS_IN_ORDER.map((meter) => ({
        key: meter,
        title: say(METERS[meter]),
        align: 'end' as const,
        isExtra: meter === 'active_users' || meter === 'documents_rendered',
        value: (row: Plan) => row.terms.allowances[meter]?.included ?? null,
        render: (row: Plan) => {
          const one = row.terms.allowances[meter];
          return one ? quantity(meter, one.included) : <span className="muted">{t('countedOnly')}</span>;
        },
      })),
      { key: 'weight', title: t('weightShort'), align: 'end', isExtra: true, value: (row) => row.terms.weight },
      { key: 'from', title: t('from'), isExtra: true, value: (row) => row.terms.from_month },
    ],
    [t, say, name, quantity],
  );
}
