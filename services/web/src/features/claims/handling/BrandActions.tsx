/** What the manufacturer's people may do with a return now. */
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { api, body, ifMatch, type Permission, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { useConfirm } from '../../../ui/confirm.ts';
import { ReasonButton } from '../../../ui/ReasonButton.tsx';
import { words } from './words.ts';

type Return = Schemas['Return'];
type Word = keyof typeof words;

const CHANGES = ['/v1/returns', '/v1/documents', '/v1/tasks', '/v1/approvals', '/v1/credits'];
const DESKS: Partial<Record<Schemas['ReturnState'], { word: Word; needs: Permission }>> = {
  shipped: { word: 'receive', needs: 'returns.receive' },
  received: { word: 'inspect', needs: 'returns.inspect' },
  inspected: { word: 'dispose', needs: 'returns.dispose' },
};

/** The place of a return and the version of it that was seen. */
const place = (one: Return) => ({ path: { return_id: one.id }, header: ifMatch(one.version) });

export function BrandActions({ summary }: { summary: Return }) {
  const t = useWords(words);
  const { can } = useSession();
  const go = useNavigate();
  const desk = DESKS[summary.state];
  return (
    <>
      {summary.state === 'awaiting_approval' && can('returns.approve') && <Decide summary={summary} />}
      {desk && can(desk.needs) && (
        <Button type="primary" onClick={() => void go(`/returns/${summary.id}/station`)}>
          {t(desk.word)}
        </Button>
      )}
      {summary.state === 'disposed' && can('returns.settle') && <Settle summary={summary} />}
      {summary.state === 'settled' && <Close summary={summary} />}
    </>
  );
}

function Decide({ summary }: { summary: Return }) {
  const t = useWords(words);
  const decide = useAct({
    run: (decision: Schemas['Decide']) =>
      body(api.POST('/v1/returns/{return_id}/decision', { params: place(summary), body: decision })),
    done: ({ summary: after }) => t(after.state === 'refused' ? 'rejected' : 'approved'),
    changes: CHANGES,
  });
  const back = useAct({
    run: (reason: string) =>
      api.POST('/v1/returns/{return_id}/sending-back', { params: place(summary), body: { reason } }),
    done: t('sentBack'),
    changes: CHANGES,
  });
  return (
    <>
      <ReasonButton
        verb={t('sendBack')}
        title={t('sendBackTitle')}
        isBusy={back.isPending}
        onReason={back.mutateAsync}
      />
      <ReasonButton
        danger
        verb={t('reject')}
        title={t('rejectTitle')}
        isBusy={decide.isPending}
        onReason={(reason) => decide.mutateAsync({ answer: 'reject', reason })}
      />
      <ReasonButton
        type="primary"
        verb={t('approve')}
        title={t('approveTitle')}
        hint={t('remarkHint')}
        isOptional
        isBusy={decide.isPending}
        onReason={(reason) => decide.mutateAsync({ answer: 'approve', reason })}
      />
    </>
  );
}

function Settle({ summary }: { summary: Return }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const settle = useAct({
    run: () => api.POST('/v1/returns/{return_id}/settlement', { params: place(summary) }),
    done: t('settled'),
    changes: CHANGES,
  });
  const start = async () => {
    if (await confirm({ title: t('settleTitle'), content: t('settleHint'), verb: t('settle') })) settle.mutate();
  };
  return (
    <Button type="primary" loading={settle.isPending} onClick={() => void start()}>
      {t('settle')}
    </Button>
  );
}

function Close({ summary }: { summary: Return }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const close = useAct({
    run: () => api.POST('/v1/returns/{return_id}/closure', { params: place(summary) }),
    done: t('closed'),
    changes: CHANGES,
  });
  const ask = async () => {
    if (await confirm({ title: t('closeTitle'), content: t('closeHint'), verb: t('close') })) close.mutate();
  };
  return (
    <Button type="primary" loading={close.isPending} onClick={() => void ask()}>
      {t('close')}
    </Button>
  );
}
