/** What became of each row of a sheet; refused rows first, with what is to be corrected. */
import { Card } from '../../ui/Card.tsx';
import { Segmented } from 'antd';
import { useMemo } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useText, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { ROW_OUTCOMES, TRIAL_OUTCOMES, useChoices, useDomain } from '../../ui/domain.ts';
import { ownFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { useIsPhone } from '../../ui/screen.ts';
import { isTrial, useImportNames } from './kinds.ts';
import { words } from './words.ts';

type Answer = Schemas['RowAnswer'];
type Outcome = Schemas['RowOutcome'];
const ALL = 'all' as const;

export function RowAnswers({ job, kind }: { job: Schemas['Job']; kind: string }) {
  const t = useWords(words);
  const format = useFormat();
  const isPhone = useIsPhone();
  const choices = useChoices();
  const first = (job.counts['refused'] ?? 0) > 0 ? 'refused' : ALL;
  const outcomes = isTrial(job) ? TRIAL_OUTCOMES : ROW_OUTCOMES;
  const columns = useAnswerColumns(kind, outcomes);
  const title = t(isTrial(job) ? 'wouldBe' : 'results');
  const options = [
    { value: ALL, label: `${t('all')} ${format.number(job.done)}` },
    ...choices(outcomes)
      .filter(({ value }) => (job.counts[value] ?? 0) > 0)
      .map(({ value, label }) => ({ value, label: `${label} ${format.number(job.counts[value])}` })),
  ];
  const list = useList({
    address: `/v1/jobs/${job.id}/rows`,
    filters: [
      ownFilter('outcome', {
        field: (value, set) => (
          <Segmented<Outcome | typeof ALL>
            aria-label={t('outcome')}
            vertical={isPhone && isTrial(job)}
            options={options}
            value={(value ?? first) as Outcome | typeof ALL}
            onChange={(chosen) => set(chosen === first ? null : chosen)}
          />
        ),
      }),
    ],
    ask: ({ outcome = first, ...page }) => {
      const query = { ...page, ...(outcome === ALL ? {} : { outcome: outcome as Outcome }) };
      return body(api.GET('/v1/jobs/{job_id}/rows', { params: { path: { job_id: job.id }, query } }));
    },
  });
  return (
    <Card title={title}>
      <DataTable id="import.rows" title={title} list={list} columns={columns} rowKey={(row) => String(row.row)} />
    </Card>
  );
}

function useAnswerColumns(kind: string, outcomes: typeof ROW_OUTCOMES): Columns<Answer> {
  const t = useWords(words);
  const text = useText();
  const domain = useDomain();
  const names = useImportNames();
  return useMemo(() => {
    const said = (row: Answer) =>
      (row.errors ?? []).map((one) => (one.column ? `${names.column(kind, one)}: ${text(one)}` : text(one)));
    return [
      { key: 'row', title: t('row'), value: (row) => row.row, width: 80 },
      { key: 'key', title: t('key'), value: (row) => row.key },
      { key: 'outcome', title: t('outcome'), value: (row) => domain(outcomes, row.outcome) },
      {
        key: 'wrong',
        title: t('wrong'),
        value: (row) => said(row).join(' '),
        render: (row) => (said(row).length ? said(row).map((one) => <div key={one}>{one}</div>) : '—'),
      },
    ];
  }, [t, text, domain, names, kind, outcomes]);
}
