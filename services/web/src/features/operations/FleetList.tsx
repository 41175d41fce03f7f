/** The fleets of workers: what waits and how long, what hangs, what died. */
import { Alert } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useMeasure } from './measure.ts';
import { FLEETS } from './names.ts';
import { words } from './words.ts';

type Health = Schemas['FleetHealth'];
const OFTEN = 10_000;
const ORDER = Object.keys(FLEETS);

export function Component() {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/operator/fleets', {}, { refetchInterval: OFTEN });
  const columns = useFleetColumns();
  return (
    <Page title={t('fleets')} hint={t('fleetsHint')}>
      <Loaded query={asked} rows={4}>
        {(fleets) => (
          <>
            <Verdict fleets={fleets} />
            <SheetTable
              id="operator.fleets"
              title={t('fleets')}
              rows={[...fleets].sort((one, other) => ORDER.indexOf(one.fleet) - ORDER.indexOf(other.fleet))}
              columns={columns}
              rowKey={(row) => row.fleet}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Verdict({ fleets }: { fleets: readonly Health[] }) {
  const t = useWords(words);
  const dead = fleets.reduce((all, one) => all + (one.dead ?? 0), 0);
  const leases = fleets.reduce((all, one) => all + (one.overdue_leases ?? 0), 0);
  return (
    <Alert
      showIcon
      type={dead || leases ? 'warning' : 'success'}
      style={{ marginBottom: 16 }}
      title={dead || leases ? t('notWell', { dead, leases }) : t('allWell')}
      action={dead ? <Link to="/operator/deliveries">{t('toDead')}</Link> : null}
    />
  );
}

function useFleetColumns(): Columns<Health> {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  const { span } = useMeasure();
  return useMemo(() => {
    const alarming = (value: number | undefined) => (
      <span className={value ? 'alarm' : ''}>{format.number(value)}</span>
    );
    const figure = (key: Exclude<keyof Health, 'fleet'>, title: string, isExtra = false) => ({
      key,
      title,
      isExtra,
      align: 'end' as const,
      value: (row: Health) => row[key] ?? 0,
      render: (row: Health) => format.number(row[key]),
    });
    return [
      { key: 'fleet', title: t('fleet'), value: (row) => say(FLEETS[row.fleet]) },
      {
        key: 'oldest',
        title: t('oldest'),
        align: 'end',
        value: (row) => row.oldest_age_seconds ?? 0,
        render: (row) => (row.oldest_age_seconds ? span(row.oldest_age_seconds) : '—'),
      },
      figure('waiting', t('waiting')),
      figure('running', t('running')),
      figure('planned', t('planned')),
      { ...figure('overdue_leases', t('leases')), render: (row) => alarming(row.overdue_leases) },
      figure('failures', t('failures')),
      {
        ...figure('dead', t('dead')),
        render: (row) =>
          row.dead ? <Link to={`/operator/deliveries?fleet=${row.fleet}`}>{alarming(row.dead)}</Link> : '0',
      },
      { ...figure('died_last_hour', t('diedHour')), render: (row) => alarming(row.died_last_hour) },
      figure('done_last_hour', t('doneHour')),
    ];
  }, [t, say, format, span]);
}
