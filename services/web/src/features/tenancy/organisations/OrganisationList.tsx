/** The network: dealers, stations, factories, suppliers and carriers. */
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { type Columns, linkColumn } from '../../../ui/columns.tsx';
import { ORGANISATION_KINDS, ORGANISATION_STATES, useDomain } from '../../../ui/domain.ts';
import { choiceFilter, stateFilter, textFilter } from '../../../ui/filtering.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ListPage } from '../../../ui/ListPage.tsx';
import { useList } from '../../../ui/lists.ts';
import { WaysIn } from '../../../ui/WaysIn.tsx';
import { OrganisationTag } from './OrganisationTag.tsx';
import { words } from './words.ts';

type Organisation = Schemas['Organisation'];

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const { can } = useSession();
  const columns = useOrganisationColumns();
  const list = useList({
    address: '/v1/organisations',
    filters: [
      textFilter('q', { label: t('search'), width: 220, longest: 100 }),
      choiceFilter('kind', ORGANISATION_KINDS, { label: t('kind'), any: t('anyKind') }),
      stateFilter(ORGANISATION_STATES),
    ],
    ask: (query) => body(api.GET('/v1/organisations', { params: { query } })),
  });
  const ways = can('organisations.manage') && (
    <WaysIn kind="dealers" verb={t('add')} onAdd={() => void go('/organisations/new')} />
  );
  return (
    <ListPage
      id="organisations"
      title={t('organisations')}
      hint={t('organisationsHint')}
      actions={ways}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint'), action: ways }}
    />
  );
}

function useOrganisationColumns(): Columns<Organisation> {
  const t = useWords(words);
  const name = useName();
  const domain = useDomain();
  const format = useFormat();
  return useMemo(
    () => [
      linkColumn(
        'name',
        t('name'),
        (row) => name(row),
        (row) => `/organisations/${row.id}`,
      ),
      { key: 'code', title: t('code'), value: (row) => row.code },
      { key: 'kind', title: t('kind'), value: (row) => domain(ORGANISATION_KINDS, row.kind) },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(ORGANISATION_STATES, row.state),
        render: (row) => <OrganisationTag state={row.state} />,
      },
      { key: 'place', title: t('place'), value: (row) => [row.province, row.city].filter(Boolean).join(' ') },
      { key: 'contact', title: t('contact'), value: (row) => row.contact_name },
      { key: 'phone', title: t('phone'), value: (row) => row.phone },
      { key: 'email', title: t('email'), value: (row) => row.email, isExtra: true },
      { key: 'address', title: t('address'), value: (row) => row.address, isExtra: true },
      { key: 'since', title: t('since'), value: (row) => format.instant(row.created_at), isExtra: true },
    ],
    [t, name, domain, format],
  );
}
