/** Members: who they are, where they belong, what they may do. */
import { useMemo } from 'react';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { type Columns, linkColumn, tagColumn } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { MEMBER_STATES, ROLES, useChoices, useDomain } from '../../../ui/domain.ts';
import { choiceFilter, stateFilter, textFilter } from '../../../ui/filtering.tsx';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { MemberActions } from './MemberActions.tsx';
import { fitsIn } from './roles.ts';
import { ofOrganisation } from './organisation.ts';
import { words } from './words.ts';

type Member = Schemas['Member'];

export function MemberList() {
  const t = useWords(words);
  const choices = useChoices();
  const { isDealer } = useSession();
  const columns = useMemberColumns();
  const roles = choices(ROLES).filter((one) => !isDealer || fitsIn('dealer', one.value));
  const list = useList({
    address: '/v1/members',
    filters: [
      textFilter('q', { label: t('searchMembers'), width: 200, longest: 100 }),
      !isDealer && ofOrganisation(t('anyOrganisation')),
      choiceFilter('role', roles, { label: t('roles'), any: t('anyRole') }),
      stateFilter(MEMBER_STATES),
    ],
    ask: (query) => body(api.GET('/v1/members', { params: { query } })),
  });
  return (
    <DataTable
      id="members"
      title={t('members')}
      list={list}
      columns={columns}
      empty={{ title: t('noMembers'), hint: t('noMembersHint') }}
    />
  );
}

function useMemberColumns(): Columns<Member> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const { isDealer, can } = useSession();
  const mayAct = can('people.manage') || can('audit.read');
  return useMemo(() => {
    const columns: Columns<Member> = [
      { key: 'name', title: t('name'), value: (row) => row.name },
      {
        key: 'email',
        title: t('email'),
        value: (row) => row.email,
        render: (row) => <span style={{ overflowWrap: 'anywhere' }}>{row.email}</span>,
      },
      {
        ...linkColumn<Member>(
          'organisation',
          t('organisation'),
          (row) => row.organisation_name,
          (row) => `/organisations/${row.organisation_id}`,
        ),
        isExtra: isDealer,
      },
      { key: 'roles', title: t('roles'), value: (row) => row.roles.map((role) => domain(ROLES, role)).join(' · ') },
      tagColumn(
        'state',
        t('state'),
        (row) => domain(MEMBER_STATES, row.state),
        (row) => (row.state === 'active' ? 'success' : 'default'),
      ),
      { key: 'phone', title: t('phone'), value: (row) => row.phone, isExtra: true },
      {
        key: 'joined',
        title: t('joined'),
        value: (row) => row.joined_at.slice(0, 10),
        render: (row) => format.instant(row.joined_at),
        isExtra: true,
      },
    ];
    if (!mayAct) return columns;
    const actions = { key: 'actions', title: t('actions'), value: () => '', render: actionsOf };
    return [...columns, actions];
  }, [t, domain, format, isDealer, mayAct]);
}

const actionsOf = (member: Member) => <MemberActions member={member} />;
