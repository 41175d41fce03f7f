/** The lines that would be decided otherwise, each with the way to its return. */
import { Button, Tag } from 'antd';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useNameOf, useWords } from '../../../app/language.ts';
import type { Columns } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { OUTCOMES, useDomain } from '../../../ui/domain.ts';
import { choiceFilter, linkFilter, textFilter } from '../../../ui/filtering.tsx';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { caseColumn } from '../cases.tsx';
import { DIRECTION_TONES, DIRECTIONS } from './names.ts';
import { words } from './words.ts';

type Flip = Schemas['NamedFlip'];
interface Props {
  replayId: string;
  /** How many the report tells of now: the list is asked for anew whenever there are more. */
  told: number;
}

export function FlipList({ replayId, told }: Props) {
  const t = useWords(words);
  const columns = useFlipColumns();
  const directions = (Object.keys(DIRECTIONS) as Schemas['Direction'][]).map((value) => ({
    value,
    label: t(DIRECTIONS[value]),
  }));
  const list = useList({
    address: '/v1/policy-replays',
    scope: [replayId, told],
    filters: [
      choiceFilter('direction', directions, { label: t('direction'), any: t('anyDirection'), width: 150 }),
      choiceFilter('before', OUTCOMES, { any: t('before') }),
      choiceFilter('after', OUTCOMES, { any: t('after') }),
      textFilter('clause', { name: 'clause', label: t('clause'), width: 150, longest: 64 }),
      linkFilter('dealer_id', 'dealer'),
    ],
    ask: (query) => {
      const params = { path: { replay_id: replayId }, query };
      return body(api.GET('/v1/policy-replays/{replay_id}/flips', { params }));
    },
  });
  const { dealer, ...others } = list.filters.values;
  const wanted = new URLSearchParams({ ...others, ...(dealer ? { dealer_id: dealer } : {}) });
  return (
    <DataTable
      id="flips"
      title={t('flips')}
      list={list}
      columns={columns}
      rowKey={(row) => `${row.decision_id} ${row.line}`}
      tools={
        <Button type="link" href={`/v1/policy-replays/${replayId}/flips.xlsx?${wanted.toString()}`} download>
          {t('download')}
        </Button>
      }
      empty={{ title: t('noFlips'), hint: t('noFlipsHint') }}
    />
  );
}

function useFlipColumns(): Columns<Flip> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const format = useFormat();
  return [
    caseColumn(t('case')),
    { key: 'line', title: t('line'), value: (row) => row.line },
    { key: 'dealer', title: t('dealer'), value: (row) => nameOf(row, 'dealer_name') || t('noDealer') },
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
