/** The brand's background work: what waits, what was done, what stopped after failing too often and waits for somebody. */
import { useMemo } from 'react';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { type Columns, tagColumn } from '../../ui/columns.tsx';
import { ConfirmButton } from '../../ui/ConfirmButton.tsx';
import { DELIVERY_STATES, DELIVERY_TONES, FLEETS, useDomain } from '../../ui/domain.ts';
import { periodFilter, stateFilter, textFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { words } from './words.ts';

type Delivery = Schemas['Delivery'];

export function Component() {
  const t = useWords(words);
  const columns = useDeliveryColumns();
  const list = useList({
    address: '/v1/deliveries',
    filters: [
      stateFilter(DELIVERY_STATES),
      textFilter('handler', { name: 'handler', label: t('anyHandler'), width: 220, longest: 80 }),
      periodFilter('created_from', 'created_before'),
    ],
    ask: (query) => body(api.GET('/v1/deliveries', { params: { query } })),
  });
  return (
    <ListPage
      id="deliveries"
      title={t('deliveries')}
      hint={t('deliveriesHint')}
      list={list}
      columns={columns}
      empty={{ title: t('none') }}
    />
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
      tagColumn(
        'state',
        t('state'),
        (row) => domain(DELIVERY_STATES, row.state),
        (row) => DELIVERY_TONES[row.state],
      ),
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
  const path = { delivery_id: delivery.id };
  return (
    <ConfirmButton
      size="small"
      verb={t('replay')}
      title={t('replayTitle')}
      content={t('replayHint', { handler: delivery.handler })}
      run={() =>
        api.POST('/v1/deliveries/{delivery_id}/replay', { params: { path, header: { 'Idempotency-Key': newKey() } } })
      }
      done={t('replayed')}
      changes={['/v1/deliveries']}
    />
  );
}
