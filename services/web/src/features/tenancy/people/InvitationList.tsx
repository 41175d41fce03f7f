/** Invitations, from the day they were sent until they are accepted. */
import { useMemo } from 'react';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import type { Columns } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { ROLES, useDomain } from '../../../ui/domain.ts';
import { stateFilter } from '../../../ui/filtering.tsx';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { InvitationActions, InvitationTag, standingOf } from './InvitationActions.tsx';
import { ofOrganisation } from './organisation.ts';
import { words } from './words.ts';

type Invitation = Schemas['Invitation'];
const STANDINGS = ['open', 'expired', 'accepted'] as const;

export function InvitationList() {
  const t = useWords(words);
  const { isDealer } = useSession();
  const columns = useInvitationColumns();
  const list = useList({
    address: '/v1/invitations',
    filters: [
      !isDealer && ofOrganisation(t('anyOrganisation')),
      stateFilter(STANDINGS.map((value) => ({ value, label: t(value) }))),
    ],
    ask: (query) => body(api.GET('/v1/invitations', { params: { query } })),
  });
  return (
    <DataTable
      id="invitations"
      title={t('invitations')}
      list={list}
      columns={columns}
      empty={{ title: t('noInvitations'), hint: t('noInvitationsHint') }}
    />
  );
}

function useInvitationColumns(): Columns<Invitation> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const { isDealer, can } = useSession();
  const mayManage = can('people.manage');
  return useMemo(() => {
    const columns: Columns<Invitation> = [
      { key: 'name', title: t('name'), value: (row) => row.name },
      {
        key: 'email',
        title: t('email'),
        value: (row) => row.email,
        render: (row) => <span style={{ overflowWrap: 'anywhere' }}>{row.email}</span>,
      },
      { key: 'organisation', title: t('organisation'), value: (row) => row.organisation_name, isExtra: isDealer },
      { key: 'roles', title: t('roles'), value: (row) => row.roles.map((role) => domain(ROLES, role)).join(' · ') },
      {
        key: 'state',
        title: t('state'),
        value: (row) => t(standingOf(row)),
        render: (row) => <InvitationTag invitation={row} />,
      },
      { key: 'invited', title: t('invitedAt'), value: (row) => format.instant(row.created_at), isExtra: true },
      {
        key: 'until',
        title: t('validUntil'),
        value: (row) => (row.accepted_at ? '' : format.instant(row.expires_at)),
      },
    ];
    if (!mayManage) return columns;
    return [...columns, { key: 'actions', title: t('actions'), value: () => '', render: actionsOf }];
  }, [t, domain, format, isDealer, mayManage]);
}

const actionsOf = (invitation: Invitation) => <InvitationActions invitation={invitation} />;
