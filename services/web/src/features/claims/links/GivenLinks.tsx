/** The links that were given to a return: who gave them, until when, and taking them back. */
import { Flex, Tag } from 'antd';
import { api, newKey, remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ReasonButton } from '../../../ui/ReasonButton.tsx';
import { words } from './words.ts';

type Link = Schemas['GivenLink'];
const ADDRESS = '/v1/returns/{return_id}/customer-links';
const MOST = 50;

/** Whether it still opens the return. */
const isLive = (link: Link): boolean => !link.revoked_at && new Date(link.expires_at) > new Date();

export function GivenLinks({ returnId }: { returnId: string }) {
  const t = useWords(words);
  const { can } = useSession();
  const params = { path: { return_id: returnId }, query: { limit: MOST } };
  const asked = remote.useQuery('get', ADDRESS, { params });
  const links = asked.data?.items ?? [];
  const mayRevoke = can('returns.approve') || can('returns.file');
  if (!links.length) return null;
  return (
    <Card
      title={t('givenTitle')}
      style={{ marginTop: 16 }}
      extra={mayRevoke && links.some(isLive) ? <RevokeAll returnId={returnId} /> : null}
    >
      <ul className="rows">
        {links.map((link) => (
          <One key={link.id} link={link} />
        ))}
      </ul>
    </Card>
  );
}

function One({ link }: { link: Link }) {
  const t = useWords(words);
  const format = useFormat();
  const { can } = useSession();
  const mayRevoke = can('returns.approve') || (can('returns.file') && link.is_dealers);
  return (
    <li>
      <span style={{ minWidth: 0 }}>
        {t(link.is_dealers ? 'givenByDealer' : 'givenByBrand', { name: link.given_by_name })}
        <small>{format.instant(link.given_at)}</small>
        {link.revoked_at ? (
          <small>{t('revokedBy', { name: link.revoked_by_name ?? '', at: format.instant(link.revoked_at) })}</small>
        ) : (
          <small>{t('until', { day: format.day(link.expires_at.slice(0, 10)) })}</small>
        )}
        {link.reason && <small style={{ overflowWrap: 'anywhere' }}>{t('why', { reason: link.reason })}</small>}
      </span>
      <Flex component="span" align="end" flex="none">
        {isLive(link) && mayRevoke ? <Revoke link={link} /> : <Fate link={link} />}
      </Flex>
    </li>
  );
}

function Fate({ link }: { link: Link }) {
  const t = useWords(words);
  if (link.revoked_at) return <Tag color="error">{t('isRevoked')}</Tag>;
  return isLive(link) ? <Tag color="success">{t('isLive')}</Tag> : <Tag>{t('isOver')}</Tag>;
}

function Revoke({ link }: { link: Link }) {
  const t = useWords(words);
  const revoke = useAct({
    run: (reason: string) =>
      api.POST('/v1/returns/{return_id}/customer-links/{link_id}/revocation', {
        params: {
          path: { return_id: link.return_id, link_id: link.id },
          header: { 'Idempotency-Key': newKey() },
        },
        body: { reason },
      }),
    done: t('revokeDone'),
    changes: [ADDRESS],
  });
  return (
    <ReasonButton
      danger
      size="small"
      verb={t('revoke')}
      title={t('revokeTitle')}
      hint={t('revokeHint')}
      isBusy={revoke.isPending}
      onReason={revoke.mutateAsync}
    />
  );
}

function RevokeAll({ returnId }: { returnId: string }) {
  const t = useWords(words);
  const { isDealer } = useSession();
  const revoke = useAct({
    run: (reason: string) =>
      api.POST('/v1/returns/{return_id}/customer-links/revocation', {
        params: { path: { return_id: returnId }, header: { 'Idempotency-Key': newKey() } },
        body: { reason },
      }),
    done: t('revokeDone'),
    changes: [ADDRESS],
  });
  return (
    <ReasonButton
      danger
      size="small"
      verb={t('revokeAll')}
      title={t('revokeAllTitle')}
      hint={t(isDealer ? 'revokeAllHintDealer' : 'revokeAllHint')}
      isBusy={revoke.isPending}
      onReason={revoke.mutateAsync}
    />
  );
}
