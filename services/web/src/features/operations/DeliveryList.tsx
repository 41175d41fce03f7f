/** Dead letters of all tenants, and deliveries still under way: no payload, of an error only its name. */
import { Button, Select } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, newKey, remote, type Schemas } from '../../api/client.ts';
import { useName, useSay, useWords } from '../../app/language.ts';
import type { Pair } from '../../app/words.ts';
import { useAct } from '../../ui/act.ts';
import type { Columns } from '../../ui/columns.tsx';
import { useConfirm } from '../../ui/confirm.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { useMeasure } from './measure.ts';
import { FLEETS, OPEN_STATES } from './names.ts';
import { words } from './words.ts';

type Delivery = Schemas['StrayDelivery'];
type Fleet = Schemas['Fleet'];
type Open = keyof typeof OPEN_STATES;
const MANY = 200;

export function Component() {
  const t = useWords(words);
  const filters = useFilters(['state', 'fleet', 'tenant']);
  const { fleet, tenant } = filters.values;
  const state = (filters.values.state ?? 'dead') as Open;
  const list = useList({
    address: '/v1/operator/deliveries',
    filters: filters.values,
    ask: (page) => {
      const query = { ...page, state, ...(fleet ? { fleet: fleet as Fleet } : {}), ...(tenant ? { tenant } : {}) };
      return body(api.GET('/v1/operator/deliveries', { params: { query } }));
    },
  });
  const columns = useDeliveryColumns(useTenantNames());
  return (
    <Page title={t('deliveries')} hint={t('deliveriesHint')}>
      <DataTable
        id="operator.deliveries"
        title={t('deliveries')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={<Tools filters={filters} state={state} />}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('noDead')} hint={t('noDeadHint')} />}
      />
    </Page>
  );
}

function useTenantNames(): ReadonlyMap<string, string> {
  const name = useName();
  const asked = remote.useQuery('get', '/v1/operator/tenants', { params: { query: { limit: MANY } } });
  return useMemo(() => new Map(asked.data?.items.map((one) => [one.id, name(one)])), [asked.data, name]);
}

interface ToolsProps {
  filters: ReturnType<typeof useFilters<'state' | 'fleet' | 'tenant'>>;
  state: Open;
}

function Tools({ filters, state }: ToolsProps) {
  const t = useWords(words);
  const say = useSay();
  const names = useTenantNames();
  const options = (pairs: Readonly<Record<string, Pair>>) =>
    Object.entries(pairs).map(([value, pair]) => ({ value, label: say(pair) }));
  return (
    <>
      <Select
        value={state}
        aria-label={t('state')}
        style={{ width: 110 }}
        options={options(OPEN_STATES)}
        onChange={(value: Open) => filters.set({ state: value === 'dead' ? null : value })}
      />
      <Select
        allowClear
        value={filters.values.fleet ?? null}
        placeholder={t('anyFleet')}
        aria-label={t('fleet')}
        style={{ width: 130 }}
        options={options(FLEETS)}
        onChange={(value: string | null) => filters.set({ fleet: value })}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={filters.values.tenant ?? null}
        placeholder={t('anyTenant')}
        aria-label={t('tenant')}
        style={{ width: 180 }}
        options={[...names].map(([value, label]) => ({ value, label }))}
        onChange={(value: string | null) => filters.set({ tenant: value })}
      />
    </>
  );
}

function useDeliveryColumns(names: ReadonlyMap<string, string>): Columns<Delivery> {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  const { span } = useMeasure();
  return useMemo(
    () => [
      {
        key: 'handler',
        title: t('handler'),
        value: (row) => row.handler,
        render: (row) => <code style={{ overflowWrap: 'anywhere' }}>{row.handler}</code>,
      },
      {
        key: 'tenant',
        title: t('tenant'),
        value: (row) => names.get(row.tenant_id) ?? row.tenant_id,
        render: (row) => (
          <Link to={`/operator/tenants/${row.tenant_id}`}>{names.get(row.tenant_id) ?? row.tenant_id.slice(-8)}</Link>
        ),
      },
      { key: 'fleet', title: t('fleet'), value: (row) => say(FLEETS[row.fleet]) },
      {
        key: 'error',
        title: t('error'),
        value: (row) => row.error,
        render: (row) => (row.error ? <code style={{ overflowWrap: 'anywhere' }}>{row.error}</code> : '—'),
      },
      { key: 'failures', title: t('tries'), align: 'end', value: (row) => row.failures },
      {
        key: 'age',
        title: t('age'),
        align: 'end',
        value: (row) => Math.round(row.age_seconds),
        render: (row) => <span title={format.instant(row.created_at)}>{span(row.age_seconds)}</span>,
      },
      { key: 'created', title: t('created'), isExtra: true, value: (row) => format.instant(row.created_at) },
      {
        key: 'act',
        title: t('replay'),
        value: () => null,
        render: (row) => (row.state === 'dead' ? <Replay delivery={row} /> : null),
      },
    ],
    [t, say, format, span, names],
  );
}

function Replay({ delivery }: { delivery: Delivery }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const replay = useAct({
    run: () =>
      api.POST('/v1/operator/deliveries/{tenant_id}/{delivery_id}/replay', {
        params: {
          path: { tenant_id: delivery.tenant_id, delivery_id: delivery.id },
          header: { 'Idempotency-Key': newKey() },
        },
      }),
    done: t('replayed'),
    changes: ['/v1/operator'],
  });
  const ask = async () => {
    const content = t('replayHint', { handler: delivery.handler });
    if (await confirm({ title: t('replayTitle'), content, verb: t('replay') })) replay.mutate();
  };
  return (
    <Button size="small" loading={replay.isPending} onClick={() => void ask()}>
      {t('replay')}
    </Button>
  );
}
