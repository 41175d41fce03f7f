/** The lines that would be decided otherwise, each with the way to its return. */
import { Button, Input, Select, Tag } from 'antd';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import type { Columns } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { OUTCOMES, useDomain } from '../../../ui/domain.ts';
import { type FilterState, useFilters } from '../../../ui/filters.ts';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { Nothing } from '../../../ui/states.tsx';
import { useDealerName } from './dealers.ts';
import { DIRECTION_TONES, DIRECTIONS } from './names.ts';
import { words } from './words.ts';

type Flip = Schemas['Flip'];
type Outcome = Schemas['PolicyDecisionOutcome'];
const FILTERS = ['direction', 'before', 'after', 'clause', 'dealer'] as const;
type Wanted = FilterState<(typeof FILTERS)[number]>;

export function FlipList({ replayId }: { replayId: string }) {
  const t = useWords(words);
  const filters = useFilters(FILTERS);
  const columns = useFlipColumns();
  const { direction, before, after, clause, dealer } = filters.values;
  const wanted = {
    ...(direction ? { direction: direction as Schemas['Direction'] } : {}),
    ...(before ? { before: before as Outcome } : {}),
    ...(after ? { after: after as Outcome } : {}),
    ...(clause ? { clause } : {}),
    ...(dealer ? { dealer_id: dealer } : {}),
  };
  const list = useList({
    address: '/v1/policy-replays',
    filters: { replayId, ...wanted },
    ask: (page) => {
      const params = { path: { replay_id: replayId }, query: { ...page, ...wanted } };
      return body(api.GET('/v1/policy-replays/{replay_id}/flips', { params }));
    },
  });
  const sheet = `/v1/policy-replays/${replayId}/flips.xlsx?${new URLSearchParams(wanted).toString()}`;
  return (
    <DataTable
      id="flips"
      title={t('flips')}
      list={list}
      columns={columns}
      rowKey={(row) => `${row.decision_id} ${row.line}`}
      tools={<FlipFilters filters={filters} sheet={sheet} />}
      isFiltered={filters.isFiltered}
      onClear={filters.clear}
      empty={<Nothing title={t('noFlips')} hint={t('noFlipsHint')} />}
    />
  );
}

function FlipFilters({ filters, sheet }: { filters: Wanted; sheet: string }) {
  const t = useWords(words);
  const domain = useDomain();
  const { direction, before, after, clause } = filters.values;
  const outcomes = (Object.keys(OUTCOMES) as Outcome[]).map((value) => ({ value, label: domain(OUTCOMES, value) }));
  const directions = (Object.keys(DIRECTIONS) as Schemas['Direction'][]).map((value) => ({
    value,
    label: t(DIRECTIONS[value]),
  }));
  return (
    <>
      <Select
        allowClear
        value={direction ?? null}
        placeholder={t('anyDirection')}
        aria-label={t('direction')}
        style={{ width: 150 }}
        options={directions}
        onChange={(value: string | null) => filters.set({ direction: value })}
      />
      <Select
        allowClear
        value={before ?? null}
        placeholder={t('before')}
        aria-label={t('before')}
        style={{ width: 140 }}
        options={outcomes}
        onChange={(value: string | null) => filters.set({ before: value })}
      />
      <Select
        allowClear
        value={after ?? null}
        placeholder={t('after')}
        aria-label={t('after')}
        style={{ width: 140 }}
        options={outcomes}
        onChange={(value: string | null) => filters.set({ after: value })}
      />
      <Input.Search
        allowClear
        key={clause ?? ''}
        defaultValue={clause ?? ''}
        placeholder={t('clause')}
        aria-label={t('clause')}
        style={{ width: 150 }}
        maxLength={64}
        onSearch={(typed) => filters.set({ clause: typed.trim() })}
      />
      <Button type="link" href={sheet} download>
        {t('download')}
      </Button>
    </>
  );
}

function useFlipColumns(): Columns<Flip> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const dealer = useDealerName();
  return [
    {
      key: 'case',
      title: t('case'),
      value: (row) => row.subject_id,
      render: (row) =>
        row.subject_kind === 'return' ? (
          <Link to={`/returns/${row.subject_id}`}>{t('openCase')}</Link>
        ) : (
          row.subject_id.slice(0, 8)
        ),
    },
    { key: 'line', title: t('line'), value: (row) => row.line },
    { key: 'dealer', title: t('dealer'), value: (row) => dealer(row.dealer_id) },
    {
      key: 'direction',
      title: t('direction'),
      value: (row) => t(DIRECTIONS[row.direction]),
      render: (row) => <Tag color={DIRECTION_TONES[row.direction]}>{t(DIRECTIONS[row.direction])}</Tag>,
    },
    {
      key: 'outcome',
      title: t('outcome'),
      value: (row) => `${domain(OUTCOMES, row.before)} → ${domain(OUTCOMES, row.after)}`,
    },
    { key: 'clause', title: t('clause'), value: (row) => `${row.clause_before} → ${row.clause_after}` },
    { key: 'old', title: t('creditBefore'), value: (row) => format.money(row.credit_before), align: 'end' },
    { key: 'new', title: t('creditAfter'), value: (row) => format.money(row.credit_after), align: 'end' },
    { key: 'at', title: t('decidedAt'), value: (row) => format.instant(row.decided_at), isExtra: true },
    { key: 'needs', title: t('needs'), value: (row) => row.needs.join(', '), isExtra: true },
  ];
}
