/** Papers, newest first: found by what is printed on them, opened to print or revoke. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useNameOf, useWords } from '../../app/language.ts';
import { useActorName } from '../../ui/actors.ts';
import { useSession } from '../../app/session.tsx';
import { type Columns, linkColumn, tagColumn } from '../../ui/columns.tsx';
import { PAPER_STATES, PAPERS, useDomain } from '../../ui/domain.ts';
import { choiceFilter, stateFilter, textFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { OpenPaper } from './OpenPaper.tsx';
import { PAPER_TONES } from './tones.ts';
import { words } from './words.ts';

type Paper = Schemas['DocumentShown'];

export function Component() {
  const t = useWords(words);
  const columns = usePaperColumns();
  const list = useList({
    address: '/v1/documents',
    filters: [
      textFilter('text', { label: t('searchPapers'), width: 300, longest: 64 }),
      choiceFilter('kind', PAPERS, { label: t('kind'), any: t('anyKind') }),
      stateFilter(PAPER_STATES),
    ],
    ask: (query) => body(api.GET('/v1/documents', { params: { query } })),
  });
  return (
    <ListPage
      id="documents"
      title={t('papers')}
      hint={t('papersHint')}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint') }}
    />
  );
}

function usePaperColumns(): Columns<Paper> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const actorOf = useActorName();
  const domain = useDomain();
  const format = useFormat();
  const { isDealer } = useSession();
  return useMemo(
    () => [
      linkColumn(
        'number',
        t('number'),
        (row) => row.number,
        (row) => `/documents/${row.id}`,
      ),
      { key: 'kind', title: t('kind'), value: (row) => domain(PAPERS, row.kind) },
      {
        key: 'return',
        title: t('return'),
        value: (row) => row.subject_number,
        render: (row) => row.subject_number && <Link to={`/returns/${row.subject_id}`}>{row.subject_number}</Link>,
      },
      { key: 'dealer', title: t('dealer'), value: (row) => nameOf(row, 'dealer_name'), isExtra: isDealer },
      tagColumn(
        'state',
        t('state'),
        (row) => domain(PAPER_STATES, row.state),
        (row) => PAPER_TONES[row.state],
      ),
      { key: 'issued', title: t('issuedAt'), value: (row) => format.instant(row.issued_at) },
      { key: 'policy', title: t('policy'), value: (row) => row.policy_version, isExtra: true },
      { key: 'by', title: t('by'), value: (row) => actorOf(row.requested_by_name), isExtra: true },
      { key: 'pages', title: t('pages'), value: (row) => row.pages, align: 'end', isExtra: true },
      { key: 'fingerprint', title: t('fingerprint'), value: (row) => row.fingerprint, isExtra: true },
      { key: 'open', title: t('print'), value: () => '', render: (row) => <OpenPaper size="small" paper={row} /> },
    ],
    [t, nameOf, actorOf, domain, format, isDealer],
  );
}
