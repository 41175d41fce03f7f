/** What whoever looks at a count may do with it now. */
import { Button } from 'antd';
import { api, ifMatch, newKey, remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useAct } from '../../ui/act.ts';
import { useConfirm } from '../../ui/confirm.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { tally } from './tally.ts';
import { words } from './words.ts';

type Count = Schemas['Count'];
const CHANGES = ['/v1/stock-counts', '/v1/stock'];
const place = (count: Count) => ({
  path: { count_id: count.id },
  header: { ...ifMatch(count.version), 'Idempotency-Key': newKey() },
});

interface Props {
  count: Count;
  isEntering: boolean;
  /** Whether the differences may be seen. */
  isSeen: boolean;
}

export function CountActions({ count, isEntering, isSeen }: Props) {
  const t = useWords(words);
  const { can } = useSession();
  const isUnderWay = isEntering || count.state === 'awaiting_approval';
  const address = `/v1/stock-counts/${count.id}`;
  return (
    <>
      {isEntering && can('counts.enter') && (
        <Button href={`${address}/sheet`} download>
          {t('sheet')}
        </Button>
      )}
      {isSeen && (
        <Button href={`${address}/variance-sheet`} download>
          {t('varianceSheet')}
        </Button>
      )}
      {isUnderWay && can('counts.manage') && <GiveUp count={count} />}
      {isEntering && can('counts.enter') && <Submit count={count} />}
      {count.state === 'awaiting_approval' && can('counts.approve') && <Approve count={count} />}
    </>
  );
}

function Submit({ count }: { count: Count }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const submit = useAct({
    run: () => api.POST('/v1/stock-counts/{count_id}/submission', { params: place(count) }),
    done: t('submitted'),
    changes: CHANGES,
  });
  const ask = async () => {
    if (await confirm({ title: t('submitTitle'), content: t('submitHint'), verb: t('submit') })) submit.mutate();
  };
  return (
    <Button type="primary" loading={submit.isPending} onClick={() => void ask()}>
      {t('submit')}
    </Button>
  );
}

function GiveUp({ count }: { count: Count }) {
  const t = useWords(words);
  const cancel = useAct({
    run: (reason: string) =>
      api.POST('/v1/stock-counts/{count_id}/cancellation', { params: place(count), body: { reason } }),
    done: t('givenUp'),
    changes: CHANGES,
  });
  return (
    <ReasonButton
      danger
      verb={t('giveUp')}
      title={t('giveUpTitle')}
      hint={t('giveUpHint')}
      isBusy={cancel.isPending}
      onReason={cancel.mutateAsync}
    />
  );
}

function Approve({ count }: { count: Count }) {
  const t = useWords(words);
  const params = { path: { count_id: count.id } };
  const asked = remote.useQuery('get', '/v1/stock-counts/{count_id}/variances', { params });
  const approve = useAct({
    run: (note: string) => api.POST('/v1/stock-counts/{count_id}/approval', { params: place(count), body: { note } }),
    done: t('approved'),
    changes: CHANGES,
  });
  const { gained, lost } = tally(asked.data?.items ?? []);
  return (
    <ReasonButton
      type="primary"
      isOptional
      verb={t('approve')}
      title={t('approveTitle')}
      hint={t('approveHint', { gain: gained, loss: lost })}
      isBusy={approve.isPending}
      disabled={!asked.data}
      onReason={approve.mutateAsync}
    />
  );
}
