/** What waits for a signature, and what became of the rest. */
import { Flex } from 'antd';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useNameOf, useWords } from '../../../app/language.ts';
import { type Columns, tagColumn } from '../../../ui/columns.tsx';
import { ROLES, useDomain } from '../../../ui/domain.ts';
import { choiceFilter } from '../../../ui/filtering.tsx';
import { useFilters } from '../../../ui/filters.ts';
import { useFormat } from '../../../ui/format.ts';
import { ListPage } from '../../../ui/ListPage.tsx';
import { useList } from '../../../ui/lists.ts';
import { useNames } from '../editor/say.ts';
import { SignButtons } from './SignButtons.tsx';
import { words } from './words.ts';

type Row = Schemas['NamedApproval'];
type State = Schemas['ApprovalState'];
const SHOWN = ['mine', 'pending', 'granted', 'rejected', 'everything'] as const;
type Show = (typeof SHOWN)[number];
const TONES: Readonly<Record<State, string>> = {
  pending: 'processing',
  granted: 'success',
  rejected: 'error',
  withdrawn: 'default',
};

export function Component() {
  const t = useWords(words);
  const { show = 'mine' } = useFilters(['show']).values;
  const columns = useApprovalColumns(show === 'mine');
  const choices = SHOWN.map((value) => ({ value, label: t(value) }));
  const list = useList({
    address: '/v1/approvals',
    filters: [choiceFilter<'show', Show>('show', choices, { label: t('show'), preset: 'mine', width: 160 })],
    ask: ({ show: wanted = 'mine', ...page }) =>
      body(api.GET('/v1/approvals', { params: { query: { ...page, ...queryOf(wanted) } } })),
  });
  return (
    <ListPage
      id="approvals"
      title={t('approvals')}
      hint={t('hint')}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint') }}
    />
  );
}

const queryOf = (show: Show): { mine?: boolean; state?: State } => {
  if (show === 'mine') return { mine: true };
  return show === 'everything' ? {} : { state: show };
};

function useApprovalColumns(isMine: boolean): Columns<Row> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const format = useFormat();
  const names = useNames();
  const all: Columns<Row> = [
    {
      key: 'subject',
      title: t('subject'),
      value: (row) => [names.value(row.subject), row.number].filter(Boolean).join(' '),
      render: (row) => <Subject row={row} />,
    },
    { key: 'dealer', title: t('dealer'), value: (row) => nameOf(row, 'dealer_name') },
    {
      key: 'amount',
      title: t('amount'),
      value: (row) => Number(row.request.amount),
      render: (row) => format.money({ amount: row.request.amount, currency: row.currency }),
      align: 'end',
    },
    {
      key: 'step',
      title: t('step'),
      value: (row) => `${Math.min((row.request.step ?? 0) + 1, row.request.steps.length)}/${row.request.steps.length}`,
    },
    {
      key: 'waiting',
      title: t('waitingFor'),
      value: (row) => row.waiting_for.map((role) => domain(ROLES, role)).join(', '),
    },
    tagColumn(
      'state',
      t('state'),
      (row) => t(row.state),
      (row) => TONES[row.state],
    ),
    { key: 'asked', title: t('asked'), value: (row) => format.instant(row.created_at) },
    { key: 'decided', title: t('decided'), value: (row) => format.instant(row.decided_at), isExtra: isMine },
    { key: 'chain', title: t('chain'), value: (row) => row.chain, isExtra: true },
    {
      key: 'signatures',
      title: t('signatures'),
      value: (row) => signed(row, (role) => domain(ROLES, role), t).join('; '),
      render: (row) => (
        <Flex vertical>
          {signed(row, (role) => domain(ROLES, role), t).map((one) => (
            <small key={one}>{one}</small>
          ))}
        </Flex>
      ),
    },
  ];
  return isMine
    ? [...all, { key: 'act', title: t('act'), value: () => '', render: (row) => <SignButtons row={row} /> }]
    : all;
}

function signed(row: Row, role: (role: Schemas['Role']) => string, t: ReturnType<typeof useWords<typeof words>>) {
  return (row.request.signatures ?? []).map((one) =>
    [role(one.role), t(one.verdict.answer), one.verdict.reason].filter(Boolean).join(' · '),
  );
}

function Subject({ row }: { row: Row }) {
  const names = useNames();
  const name = names.value(row.subject);
  if (row.subject !== 'return') return name;
  return (
    <span>
      <Link to={`/returns/${row.subject_id}`}>{row.number ?? name}</Link>
      <br />
      <small className="muted">{name}</small>
    </span>
  );
}
