/** One posting: why, by whom, and from where to where. */
import { Link } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { PLACES, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { PlainTable } from '../../ui/PlainTable.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useWarehouses } from '../../ui/warehouses.ts';
import { nameOfCause, pageOfCause } from './causes.ts';
import { words } from './words.ts';

type Entry = Schemas['Entry'];
/** What the platform calls itself where no person acted. */
const SYSTEM = 'worker';

export function Posting({ id }: { id: string }) {
  const params = { path: { transaction_id: id } };
  const asked = remote.useQuery('get', '/v1/stock-transactions/{transaction_id}', { params });
  return <Loaded query={asked}>{(shown) => <Shown shown={shown} />}</Loaded>;
}

function Shown({ shown: { transaction, entries } }: { shown: Schemas['TransactionShown'] }) {
  const t = useWords(words);
  const say = useSay();
  const domain = useDomain();
  const format = useFormat();
  const { nameOf } = useWarehouses();
  const page = pageOfCause(transaction.cause_kind, transaction.cause_id);
  const cause = say(nameOfCause(transaction.cause_kind));
  const rows = [
    [t('at'), format.instant(transaction.at)],
    [t('cause'), page ? <Link to={page}>{cause}</Link> : cause],
    [t('memo'), transaction.memo || '—'],
    [t('actor'), transaction.actor_name === SYSTEM ? t('system') : transaction.actor_name],
  ] as const;
  const columns: Columns<Entry> = [
    {
      key: 'place',
      title: t('place'),
      value: (row) =>
        row.warehouse_id ? `${nameOf(row.warehouse_id)} · ${domain(PLACES, row.kind)}` : domain(PLACES, row.kind),
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
      <PlainTable
        title={t('entries')}
        rows={entries}
        columns={columns}
        rowKey={(row) => `${row.location_id} ${row.part_id} ${row.position}`}
      />
    </>
  );
}
