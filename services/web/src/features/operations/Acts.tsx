/** What operators did, newest first. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { nameOfAct } from './names.ts';
import { useTenantNames } from './tenants.ts';
import { words } from './words.ts';

type Act = Schemas['OperatorAct'];
const FEW = 20;

const detailsOf = (act: Act): string =>
  Object.values(act.details)
    .filter((one) => one !== '' && one !== null)
    .map(String)
    .join(' · ');

const tenantOf = (act: Act, names: ReadonlyMap<string, string>): string =>
  act.tenant_id ? (names.get(act.tenant_id) ?? act.tenant_id.slice(-8)) : '';

/** The acts on one tenant, or on all. */
export function Acts({ tenantId = '' }: { tenantId?: string }) {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  const names = useTenantNames();
  const list = useList({
    address: '/v1/operator/acts',
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
      { key: 'details', title: t('details'), value: detailsOf },
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
        value: (row) => row.operator_id,
        render: (row) => <code title={row.operator_id}>{row.operator_id.slice(-8)}</code>,
      },
    ],
    [t, say, format, tenantId, names],
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
