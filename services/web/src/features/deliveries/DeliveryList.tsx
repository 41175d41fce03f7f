/** The brand's background work: what waits, what was done, what stopped after failing too often and waits for somebody. */
import { Button, DatePicker, Input, Select, Tag } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useAct } from '../../ui/act.ts';
import type { Columns } from '../../ui/columns.tsx';
import { useConfirm } from '../../ui/confirm.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { DELIVERY_STATES, DELIVERY_TONES, FLEETS, useDomain } from '../../ui/domain.ts';
import { type FilterState, useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { words } from './words.ts';

type Delivery = Schemas['Delivery'];
type State = Schemas['DeliveryState'];
const FILTERS = ['state', 'handler', 'from', 'to'] as const;

export function Component() {
  const t = useWords(words);
  const filters = useFilters(FILTERS);
  const columns = useDeliveryColumns();
  const { state, handler, from, to } = filters.values;
  const list = useList({
    address: '/v1/deliveries',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(state ? { state: state as State } : {}),
        ...(handler ? { handler } : {}),
        ...(from ? { created_from: dayjs(from).startOf('day').toISOString() } : {}),
        ...(to ? { created_before: dayjs(to).add(1, 'day').startOf('day').toISOString() } : {}),
      };
      return body(api.GET('/v1/deliveries', { params: { query } }));
    },
  });
  return (
    <Page title={t('deliveries')} hint={t('deliveriesHint')}>
      <DataTable
        id="deliveries"
        title={t('deliveries')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={<Tools filters={filters} />}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('none')} />}
      />
    </Page>
  );
}

function Tools({ filters }: { filters: FilterState<(typeof FILTERS)[number]> }) {
  const t = useWords(words);
  const domain = useDomain();
  const { state, handler, from, to } = filters.values;
  const states = Object.keys(DELIVERY_STATES) as State[];
  return (
    <>
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 130 }}
        options={states.map((value) => ({ value, label: domain(DELIVERY_STATES, value) }))}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
      <Input.Search
        allowClear
        key={handler ?? ''}
        defaultValue={handler ?? ''}
        placeholder={t('anyHandler')}
        aria-label={t('anyHandler')}
        style={{ width: 220 }}
        maxLength={80}
        onSearch={(typed) => filters.set({ handler: typed.trim() })}
      />
      <DatePicker.RangePicker
        allowEmpty={[true, true]}
        value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
        aria-label={t('period')}
        placeholder={[t('dayFrom'), t('dayTo')]}
        onChange={(days) => filters.set({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
      />
    </>
  );
}

function useDeliveryColumns(): Columns<Delivery> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const { can } = useSession();
  const mayReplay = can('deliveries.replay');
  return useMemo(() => {
    const columns: Columns<Delivery> = [
      {
        key: 'handler',
        title: t('handler'),
        value: (row) => row.handler,
        render: (row) => <code style={{ overflowWrap: 'anywhere' }}>{row.handler}</code>,
      },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(DELIVERY_STATES, row.state),
        render: (row) => <Tag color={DELIVERY_TONES[row.state]}>{domain(DELIVERY_STATES, row.state)}</Tag>,
      },
      { key: 'fleet', title: t('fleet'), isExtra: true, value: (row) => domain(FLEETS, row.fleet) },
      { key: 'failures', title: t('tries'), align: 'end', value: (row) => row.failures },
      {
        key: 'error',
        title: t('error'),
        value: (row) => row.last_error,
        render: (row) => (row.last_error ? <span style={{ overflowWrap: 'anywhere' }}>{row.last_error}</span> : '—'),
      },
      { key: 'created', title: t('created'), value: (row) => format.instant(row.created_at) },
      { key: 'due', title: t('due'), value: (row) => format.instant(row.due_at) },
      { key: 'finished', title: t('finished'), isExtra: true, value: (row) => format.instant(row.finished_at) },
    ];
    if (!mayReplay) return columns;
    const replay = (row: Delivery) => (row.state === 'dead' ? <Replay delivery={row} /> : null);
    return [...columns, { key: 'act', title: t('replay'), value: () => null, render: replay }];
  }, [t, domain, format, mayReplay]);
}

function Replay({ delivery }: { delivery: Delivery }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const replay = useAct({
    run: () => {
      const params = { path: { delivery_id: delivery.id }, header: { 'Idempotency-Key': newKey() } };
      return api.POST('/v1/deliveries/{delivery_id}/replay', { params });
    },
    done: t('replayed'),
    changes: ['/v1/deliveries'],
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
