/** The people of one organisation, and who was invited into it. */
import { Flex, Tag } from 'antd';
import { Link } from 'react-router';
import { remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { Card } from '../../../ui/Card.tsx';
import { MEMBER_STATES, ROLES, useDomain } from '../../../ui/domain.ts';
import { useFormat } from '../../../ui/format.ts';
import { Loaded, Nothing } from '../../../ui/states.tsx';
import { InvitationActions, InvitationTag } from './InvitationActions.tsx';
import { InviteButton } from './InviteButton.tsx';
import { words } from './words.ts';

type Organisation = Schemas['Organisation'];
const SOME = 20;

export function PeopleOf({ organisation }: { organisation: Organisation }) {
  const t = useWords(words);
  const { can } = useSession();
  const query = { organisation_id: organisation.id, limit: SOME };
  const members = remote.useQuery('get', '/v1/members', { params: { query } });
  const mayInvite = can('people.manage') && organisation.state === 'active';
  const isEmpty = members.data?.items.length === 0;
  return (
    <>
      <Card
        title={t('people')}
        extra={mayInvite && !isEmpty && <InviteButton organisation={organisation} />}
        style={{ marginBottom: 16 }}
      >
        <Loaded query={members} rows={2}>
          {({ items, next_cursor }) =>
            items.length ? (
              <>
                <ul className="rows">
                  {items.map((one) => (
                    <MemberLine key={one.id} member={one} />
                  ))}
                </ul>
                {next_cursor && <Link to={`/people?organisation=${organisation.id}`}>{t('allPeople')}</Link>}
              </>
            ) : (
              <Nothing
                title={t('noMembers')}
                hint={t('noMembersHint')}
                action={
                  mayInvite && <InviteButton organisation={organisation} verb={t('inviteFirst')} type="primary" />
                }
              />
            )
          }
        </Loaded>
      </Card>
      <Invited organisation={organisation} />
    </>
  );
}

function MemberLine({ member }: { member: Schemas['Member'] }) {
  const domain = useDomain();
  return (
    <li>
      <span>
        <span>
          {member.name}
          {member.state === 'suspended' && (
            <Tag style={{ marginInlineStart: 8 }}>{domain(MEMBER_STATES, member.state)}</Tag>
          )}
        </span>
        <small>{member.email}</small>
      </span>
      <span>{member.roles.map((role) => domain(ROLES, role)).join(' · ')}</span>
    </li>
  );
}

/** Invitations that are not accepted yet, if there are any. */
function Invited({ organisation }: { organisation: Organisation }) {
  const t = useWords(words);
  const format = useFormat();
  const query = { organisation_id: organisation.id, limit: SOME };
  const asked = remote.useQuery('get', '/v1/invitations', { params: { query } });
  const waiting = asked.data?.items.filter((one) => !one.accepted_at) ?? [];
  if (!waiting.length) return null;
  return (
    <Card title={t('openInvitations')}>
      <ul className="rows">
        {waiting.map((one) => (
          <li key={one.id}>
            <span>
              <span>
                {one.name} <InvitationTag invitation={one} />
              </span>
              <small style={{ overflowWrap: 'anywhere' }}>{one.email}</small>
              <small>
                {t('validUntil')} {format.instant(one.expires_at)}
              </small>
            </span>
            <Flex align="center">
              <InvitationActions invitation={one} />
            </Flex>
          </li>
        ))}
      </ul>
    </Card>
  );
}
