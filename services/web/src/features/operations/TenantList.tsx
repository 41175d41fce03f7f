/** All tenants side by side: what they use, what fails, what waits, how much of the platform they are. */
import { useQueries } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, remote, type Schemas } from '../../api/client.ts';
import { useName, useSay, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { ownFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { AddButton } from '../../ui/WaysIn.tsx';
import { useMeasure } from './measure.ts';
import { METERS, TENANT_STATES } from './names.ts';
import { PlanOf } from './plans/PlanOf.tsx';
import { PlatformNow } from './PlatformNow.tsx';
import { words } from './words.ts';

type Usage = Schemas['TenantUsage'];
type Loads = ReadonlyMap<string, Schemas['Load']>;
const FEW = 20;
const SHOWN_FIRST: readonly Schemas['Meter'][] = ['returns_filed', 'active_users', 'api_calls'];

const YEARS = 2;
const MONTHS_A_YEAR = 12;

const monthAgo = (months: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months)).toISOString().slice(0, 7);
};
const thisMonth = (): string => monthAgo(0);
const lastMonths = (): string[] => Array.from({ length: YEARS * MONTHS_A_YEAR }, (_, months) => monthAgo(months));
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const list = useList({
    address: '/v1/operator/usage',
    filters: [
      ownFilter('month', {
        field: (month, set) => <Month value={month ?? thisMonth()} onChange={set} />,
      }),
    ],
    limit: FEW,
    ask: (query) => {
      const month = query.month ?? thisMonth();
      return body(api.GET('/v1/operator/usage', { params: { query: { ...query, month } } }));
    },
  });
  const columns = useTenantColumns(useLoads(list.rows.map((row) => row.tenant_id)));
  return (
    <ListPage
      id="operator.tenants"
      title={t('tenants')}
      hint={t('tenantsHint')}
      actions={<AddButton verb={t('provision')} onAdd={() => void go('/operator/tenants/new')} />}
      list={list}
      columns={columns}
      rowKey={(row) => row.tenant_id}
      empty={{ title: t('noTenants'), hint: t('noTenantsHint') }}
    >
      <PlatformNow />
    </ListPage>
  );
}

/** A plain field, since that of the library weighs too much here; a month from further back comes by a link. */
function Month({ value, onChange }: { value: string; onChange: (month: string) => void }) {
  const t = useWords(words);
  return (
    <select className="month" aria-label={t('month')} value={value} onChange={(event) => onChange(event.target.value)}>
      {[...new Set([...lastMonths(), value])].map((month) => (
        <option key={month}>{month}</option>
      ))}
    </select>
  );
}

function useLoads(ids: readonly string[]): Loads {
  return useQueries({
    queries: ids.map((id) =>
      remote.queryOptions('get', '/v1/operator/tenants/{tenant_id}/load', { params: { path: { tenant_id: id } } }),
    ),
    combine: byTenant,
  });
}

function byTenant(answers: readonly { data: Schemas['Load'] | undefined }[]): Loads {
  return new Map(answers.flatMap(({ data }) => (data ? [[data.tenant_id, data] as const] : [])));
}

function useTenantColumns(loads: Loads): Columns<Usage> {
  const t = useWords(words);
  const say = useSay();
  const name = useName();
  const format = useFormat();
  const measure = useMeasure();
  return useMemo(() => {
    const of = (row: Usage, figure: (load: Schemas['Load']) => number): number | null => {
      const load = loads.get(row.tenant_id);
      return load ? figure(load) : null;
    };
    const waiting = (load: Schemas['Load']) => sum(load.fleets.map((one) => one.waiting));
    const dead = (load: Schemas['Load']) => sum(load.fleets.map((one) => one.dead));
    const noise = ({ calls }: Schemas['Load']) => (calls.calls_of_all ? calls.calls / calls.calls_of_all : 0);
    const alarming = (value: number | null) => <span className={value ? 'alarm' : ''}>{format.number(value)}</span>;
    return [
      {
        key: 'tenant',
        title: t('tenant'),
        value: (row) => row.name,
        render: (row) => (
          <span>
            <Link to={`/operator/tenants/${row.tenant_id}`}>{row.name}</Link>
            <br />
            <small className="muted">{row.code}</small>
          </span>
        ),
      },
      {
        key: 'state',
        title: t('state'),
        value: (row) => say(TENANT_STATES[row.state]),
        render: (row) => (
          <Tag color={row.state === 'active' ? 'success' : 'error'}>{say(TENANT_STATES[row.state])}</Tag>
        ),
      },
      {
        key: 'plan',
        title: t('plan'),
        value: (row) => (row.plan ? name(row.plan) : ''),
        render: (row) => <PlanOf row={row} />,
      },
      {
        key: 'errors',
        title: t('errors'),
        align: 'end',
        value: (row) => of(row, ({ calls }) => calls.failed),
        render: (row) => alarming(of(row, ({ calls }) => calls.failed)),
      },
      {
        key: 'lag',
        title: t('lag'),
        align: 'end',
        value: (row) => of(row, waiting),
        render: (row) => format.number(of(row, waiting)),
      },
      {
        key: 'dead',
        title: t('dead'),
        align: 'end',
        value: (row) => of(row, dead),
        render: (row) =>
          of(row, dead) ? (
            <Link to={`/operator/deliveries?tenant=${row.tenant_id}`}>{alarming(of(row, dead))}</Link>
          ) : (
            alarming(of(row, dead))
          ),
      },
      {
        key: 'noise',
        title: t('noise'),
        align: 'end',
        value: (row) => of(row, noise),
        render: (row) => {
          const share = of(row, noise);
          return <span title={t('noiseHint')}>{share === null ? '—' : format.percent(share)}</span>;
        },
      },
      ...(Object.keys(METERS) as Schemas['Meter'][]).map((meter) => ({
        key: meter,
        title: say(METERS[meter]),
        align: 'end' as const,
        isExtra: !SHOWN_FIRST.includes(meter),
        value: (row: Usage) => row.meters[meter] ?? 0,
        render: (row: Usage) =>
          meter === 'document_bytes_kept'
            ? measure.size(row.meters[meter] ?? 0)
            : format.number(row.meters[meter] ?? 0),
      })),
    ];
  }, [t, say, name, format, measure, loads]);
}
