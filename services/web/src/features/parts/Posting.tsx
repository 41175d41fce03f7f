/** One posting: why, by whom, and from where to where. */
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, body, newKey, remote, type Schemas } from '../../api/client.ts';
import { useNameOf, useSay, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useActorName } from '../../ui/actors.ts';
import { useAct } from '../../ui/act.ts';
import type { Columns } from '../../ui/columns.tsx';
import { PLACES, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useWarehouses } from '../../ui/warehouses.ts';
import { nameOfCause, pageOfCause } from './causes.ts';
import { words } from './words.ts';

type Entry = Schemas['PostedEntry'];

/** What people post by hand, and may take back by hand. */
const BY_HAND: ReadonlySet<string> = new Set(['stock_move', 'stock_difference']);
const REVERSAL = 'stock_reversal';

export function Posting({ id }: { id: string }) {
  const [wanted, setWanted] = useState(id);
  const params = { path: { transaction_id: wanted } };
  const asked = remote.useQuery('get', '/v1/stock-transactions/{transaction_id}', { params });
  return <Loaded query={asked}>{(shown) => <Shown shown={shown} open={setWanted} />}</Loaded>;
}

interface ShownProps {
  shown: Schemas['TransactionShown'];
  /** Shows another posting instead. */
  open: (id: string) => void;
}

function Shown({ shown: { transaction, entries, reversal }, open }: ShownProps) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const actorOf = useActorName();
  const say = useSay();
  const domain = useDomain();
  const format = useFormat();
  const { nameOf: placeOf } = useWarehouses();
  const page = pageOfCause(transaction.cause_kind, transaction.cause_id);
  const cause = say(nameOfCause(transaction.cause_kind));
  const rows = [
    [t('at'), format.instant(transaction.at)],
    [t('cause'), page ? <Link to={page}>{cause}</Link> : cause],
    [t('memo'), transaction.memo || '—'],
    [t('actor'), actorOf(transaction.actor_name)],
    ...(reversal
      ? [[t('takenBack'), `${format.instant(reversal.at)} · ${reversal.actor_name} · ${reversal.memo}`] as const]
      : []),
  ] as const;
  const columns: Columns<Entry> = [
    { key: 'part', title: t('part'), value: (row) => `${row.part_number} ${nameOf(row, 'part_name')}` },
    {
      key: 'place',
      title: t('place'),
      value: (row) =>
        row.warehouse_id ? `${placeOf(row.warehouse_id)} · ${domain(PLACES, row.kind)}` : domain(PLACES, row.kind),
    },
    {
      key: 'pieces',
      title: t('pieces'),
      align: 'end',
      value: (row) => row.quantity,
      render: (row) => (row.quantity > 0 ? `+${row.quantity}` : row.quantity),
    },
  ];
  return (
    <>
      <dl className="fields">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <SheetTable
        id="posting"
        title={t('entries')}
        rows={entries}
        columns={columns}
        rowKey={(row) => `${row.location_id} ${row.part_id} ${row.position}`}
      />
      <div style={{ marginTop: 16 }}>
        {BY_HAND.has(transaction.cause_kind) && !reversal && <TakeBack id={transaction.id} />}
        {transaction.cause_kind === REVERSAL && (
          <Button onClick={() => open(transaction.cause_id)}>{t('original')}</Button>
        )}
      </div>
    </>
  );
}

/** Undoing what somebody posted by hand, with a reason. */
function TakeBack({ id }: { id: string }) {
  const t = useWords(words);
  const { can } = useSession();
  const act = useAct<string>({
    run: (reason) => {
      const params = { path: { transaction_id: id }, header: { 'Idempotency-Key': newKey() } };
      const told = { reason: reason.replaceAll(/\s+/g, ' ') };
      return body(api.POST('/v1/stock-transactions/{transaction_id}/reversal', { params, body: told }));
    },
    done: t('tookBack'),
    changes: ['/v1/stock'],
  });
  if (!can('stock.move')) return null;
  return (
    <ReasonButton
      danger
      verb={t('takeBack')}
      title={t('takeBackTitle')}
      hint={t('takeBackHint')}
      isBusy={act.isPending}
      onReason={(reason) => act.mutateAsync(reason)}
    />
  );
}
