/** Members: who they are, where they belong, what they may do. */
import { Select, Tag } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import type { Columns } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { MEMBER_STATES, ROLES, useChoices, useDomain } from '../../../ui/domain.ts';
import { useFilters } from '../../../ui/filters.ts';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { OrganisationSelect } from '../../../ui/OrganisationSelect.tsx';
import { Nothing } from '../../../ui/states.tsx';
import { MemberActions } from './MemberActions.tsx';
import { fitsIn, hasPeople } from './roles.ts';
import { words } from './words.ts';

type Member = Schemas['Member'];

export function MemberList() {
  const t = useWords(words);
  const choices = useChoices();
  const { isDealer } = useSession();
  const filters = useFilters(['organisation', 'role', 'state']);
  const columns = useMemberColumns();
  const { organisation, role, state } = filters.values;
  const list = useList({
    address: '/v1/members',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(organisation ? { organisation_id: organisation } : {}),
        ...(role ? { role: role as Schemas['Role'] } : {}),
        ...(state ? { state: state as Schemas['MembershipState'] } : {}),
      };
      return body(api.GET('/v1/members', { params: { query } }));
    },
  });
  const tools = (
    <>
      {!isDealer && (
        <OrganisationSelect
          allowClear
          value={organisation}
          fits={(one) => hasPeople(one.kind)}
          placeholder={t('anyOrganisation')}
          style={{ width: 220 }}
          onChange={(id) => filters.set({ organisation: id })}
        />
      )}
      <Select
        allowClear
        value={role ?? null}
        placeholder={t('anyRole')}
        aria-label={t('roles')}
        style={{ width: 150 }}
        options={choices(ROLES).filter((one) => !isDealer || fitsIn('dealer', one.value))}
        onChange={(value: string | null) => filters.set({ role: value })}
      />
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 130 }}
        options={choices(MEMBER_STATES)}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
    </>
  );
  return (
    <DataTable
      id="members"
      title={t('members')}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      tools={tools}
      isFiltered={filters.isFiltered}
      onClear={filters.clear}
      empty={<Nothing title={t('noMembers')} hint={t('noMembersHint')} />}
    />
  );
}

function useMemberColumns(): Columns<Member> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const { isDealer, can } = useSession();
  const mayManage = can('people.manage');
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
        key: 'organisation',
        title: t('organisation'),
        value: (row) => row.organisation_name,
        render: (row) => <Link to={`/organisations/${row.organisation_id}`}>{row.organisation_name}</Link>,
        isExtra: isDealer,
      },
      { key: 'roles', title: t('roles'), value: (row) => row.roles.map((role) => domain(ROLES, role)).join(' · ') },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(MEMBER_STATES, row.state),
        render: (row) => (
          <Tag color={row.state === 'active' ? 'success' : 'default'}>{domain(MEMBER_STATES, row.state)}</Tag>
        ),
      },
      { key: 'phone', title: t('phone'), value: (row) => row.phone, isExtra: true },
      {
        key: 'joined',
        title: t('joined'),
        value: (row) => row.joined_at.slice(0, 10),
        render: (row) => format.instant(row.joined_at),
        isExtra: true,
      },
    ];
    if (!mayManage) return columns;
    const actions = { key: 'actions', title: t('actions'), value: () => '', render: actionsOf };
    return [...columns, actions];
  }, [t, domain, format, isDealer, mayManage]);
}

const actionsOf = (member: Member) => <MemberActions member={member} />;
