/** What can be done with an invitation that was not accepted yet: a new link, or none. */
import { Button, Flex, Tag } from 'antd';
import { api, body, newKey, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { useConfirm } from '../../../ui/confirm.ts';
import { History } from '../../../ui/History.tsx';
import { words } from './words.ts';

type Invitation = Schemas['Invitation'];
const CHANGES = ['/v1/invitations'];

/** Where an invitation stands. */
export function standingOf(invitation: Invitation): 'open' | 'expired' | 'accepted' {
  if (invitation.accepted_at) return 'accepted';
  return new Date(invitation.expires_at).getTime() > Date.now() ? 'open' : 'expired';
}

const TONES = { open: 'processing', expired: 'warning', accepted: 'success' } as const;

export function InvitationTag({ invitation }: { invitation: Invitation }) {
  const t = useWords(words);
  const standing = standingOf(invitation);
  return <Tag color={TONES[standing]}>{t(standing)}</Tag>;
}

export function InvitationActions({ invitation }: { invitation: Invitation }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const { can } = useSession();
  const { id, email } = invitation;
  const renew = useAct({
    run: () =>
      body(
        api.POST('/v1/invitations/{invitation_id}/renewal', {
          params: { path: { invitation_id: id }, header: { 'Idempotency-Key': newKey() } },
        }),
      ),
    done: t('renewed', { email }),
    changes: CHANGES,
  });
  const withdraw = useAct({
    run: () => api.DELETE('/v1/invitations/{invitation_id}', { params: { path: { invitation_id: id } } }),
    done: t('withdrawn'),
    changes: CHANGES,
  });
  const ask = async () => {
    const title = t('withdrawTitle', { email });
    if (await confirm({ title, content: t('withdrawHint'), verb: t('withdraw'), dangerous: true })) withdraw.mutate();
  };
  if (!can('people.manage') || invitation.accepted_at) return <History of={id} name={email} />;
  return (
    <Flex gap={8} wrap>
      <Button size="small" loading={renew.isPending} onClick={() => renew.mutate()}>
        {t('renew')}
      </Button>
      <Button size="small" danger loading={withdraw.isPending} onClick={() => void ask()}>
        {t('withdraw')}
      </Button>
      <History of={id} name={email} />
    </Flex>
  );
}
