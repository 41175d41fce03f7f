/** Dead letters of all tenants, and deliveries still under way: no payload, of an error only its name. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { ConfirmButton } from '../../ui/ConfirmButton.tsx';
import { choiceFilter, stateFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { useMeasure } from './measure.ts';
import { FLEETS, OPEN_STATES } from './names.ts';
import { useTenantNames } from './tenants.ts';
import { words } from './words.ts';

type Delivery = Schemas['StrayDelivery'];

export function Component() {
  const t = useWords(words);
  const names = useTenantNames();
  const columns = useDeliveryColumns(names);
  const tenants = [...names].map(([value, label]) => ({ value, label }));
  const list = useList({
    address: '/v1/operator/deliveries',
    filters: [
      stateFilter(OPEN_STATES, { preset: 'dead', width: 110 }),
      choiceFilter('fleet', FLEETS, { label: t('fleet'), any: t('anyFleet'), width: 130 }),
      choiceFilter('tenant', tenants, { label: t('tenant'), any: t('anyTenant'), width: 180, isSearched: true }),
    ],
    ask: (query) => body(api.GET('/v1/operator/deliveries', { params: { query } })),
  });
  return (
    <ListPage
      id="operator.deliveries"
      title={t('deliveries')}
      hint={t('deliveriesHint')}
      list={list}
      columns={columns}
      empty={{ title: t('noDead'), hint: t('noDeadHint') }}
    />
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
  const path = { tenant_id: delivery.tenant_id, delivery_id: delivery.id };
  return (
    <ConfirmButton
      size="small"
      verb={t('replay')}
      title={t('replayTitle')}
      content={t('replayHint', { handler: delivery.handler })}
      run={() =>
        api.POST('/v1/operator/deliveries/{tenant_id}/{delivery_id}/replay', {
          params: { path, header: { 'Idempotency-Key': newKey() } },
        })
      }
      done={t('replayed')}
      changes={['/v1/operator']}
    />
  );
}
