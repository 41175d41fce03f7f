/** What operators did, newest first. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { choiceFilter, linkFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { useActDetails } from './details.ts';
import { ACTS, nameOfAct } from './names.ts';
import { useTenantNames } from './tenants.ts';
import { words } from './words.ts';

type Act = Schemas['OperatorAct'];
const FEW = 20;

const tenantOf = (act: Act, names: ReadonlyMap<string, string>): string =>
  act.tenant_id ? (names.get(act.tenant_id) ?? act.tenant_id.slice(-8)) : '';

/** The acts on one tenant, or on all. */
export function Acts({ tenantId = '' }: { tenantId?: string }) {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  const detailsOf = useActDetails();
  const names = useTenantNames();
  const list = useList({
    address: '/v1/operator/acts',
    filters: [
      choiceFilter('act', ACTS, { label: t('act'), any: t('anyAct'), width: 220, isSearched: true }),
      linkFilter('operator_id', 'operator'),
    ],
    scope: tenantId,
    limit: FEW,
    ask: (page) => {
      const query = { ...page, ...(tenantId ? { tenant_id: tenantId } : {}) };
      return body(api.GET('/v1/operator/acts', { params: { query } }));
    },
  });
  const columns = useMemo<Columns<Act>>(
    () => [
      { key: 'act', title: t('act'), value: (row) => say(nameOfAct(row.act)) },
      { key: 'at', title: t('at'), value: (row) => format.instant(row.at) },
      {
        key: 'details',
        title: t('details'),
        value: detailsOf,
        render: (row) => <span style={{ overflowWrap: 'anywhere' }}>{detailsOf(row)}</span>,
      },
      {
        key: 'tenant',
        title: t('tenant'),
        isExtra: tenantId !== '',
        value: (row) => tenantOf(row, names),
        render: (row) =>
          row.tenant_id ? <Link to={`/operator/tenants/${row.tenant_id}`}>{tenantOf(row, names)}</Link> : '—',
      },
      {
        key: 'operator',
        title: t('operator'),
        value: (row) => row.operator_name ?? t('terminal'),
        render: (row) => <Link to={`?operator=${row.operator_id}`}>{row.operator_name ?? t('terminal')}</Link>,
      },
    ],
    [t, say, format, detailsOf, tenantId, names],
  );
  return (
    <DataTable
      id={tenantId ? 'operator.tenant.acts' : 'operator.acts'}
      title={t('acts')}
      list={list}
      columns={columns}
      empty={{ title: t('noActs') }}
    />
  );
}
