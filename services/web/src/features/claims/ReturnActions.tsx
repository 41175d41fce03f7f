/** What whoever looks at a return may do with it now. */
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { api, ifMatch, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useAct } from '../../ui/act.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { BrandActions } from './handling/BrandActions.tsx';
import { GiveLink } from './links/GiveLink.tsx';
import { words } from './words.ts';

type State = Schemas['ReturnState'];
const CANCELLABLE: readonly State[] = ['awaiting_approval', 'sent_back', 'approved', 'packed'];
const CHANGES = ['/v1/returns', '/v1/documents'];

interface Props {
  summary: Schemas['Return'];
  lines: readonly Schemas['Line'][];
}

export function ReturnActions({ summary, lines }: Props) {
  const t = useWords(words);
  const go = useNavigate();
  const { can, isDealer } = useSession();
  const { state, id } = summary;
  const link = (can('returns.file') || can('tasks.work')) && <GiveLink returnId={id} />;
  if (!isDealer) {
    return (
      <>
        {link}
        <BrandActions summary={summary} />
      </>
    );
  }

  const isAppealable =
    summary.appeals === 0 && (state === 'refused' || (state === 'approved' && lines.some((line) => !line.accepted)));
  return (
    <>
      {link}
      {CANCELLABLE.includes(state) && can('returns.file') && <Withdraw summary={summary} />}
      {isAppealable && can('returns.file') && <Appeal summary={summary} />}
      {state === 'sent_back' && can('returns.file') && (
        <Button type="primary" onClick={() => void go(`/returns/${id}/correction`)}>
          {t('correct')}
        </Button>
      )}
      {state === 'approved' && can('returns.pack') && (
        <Button type="primary" onClick={() => void go(`/returns/${id}/packing`)}>
          {t('pack')}
        </Button>
      )}
      {state === 'packed' && can('returns.pack') && (
        <>
          <Unpack summary={summary} />
          <Button type="primary" onClick={() => void go(`/shipments/new?returns=${id}`)}>
            {t('ship')}
          </Button>
        </>
      )}
    </>
  );
}

/** The place of a return and the version of it that was seen. */
const place = (one: Schemas['Return']) => ({ path: { return_id: one.id }, header: ifMatch(one.version) });

function Unpack({ summary }: { summary: Schemas['Return'] }) {
  const t = useWords(words);
  const unpack = useAct({
    run: () => api.POST('/v1/returns/{return_id}/unpacking', { params: place(summary) }),
    done: t('unpacked'),
    changes: CHANGES,
  });
  return (
    <Button loading={unpack.isPending} onClick={() => unpack.mutate()}>
      {t('unpack')}
    </Button>
  );
}

function Withdraw({ summary }: { summary: Schemas['Return'] }) {
  const t = useWords(words);
  const withdraw = useAct({
    run: (reason: string) =>
      api.POST('/v1/returns/{return_id}/cancellation', { params: place(summary), body: { reason } }),
    done: t('withdrawn'),
    changes: CHANGES,
  });
  return (
    <ReasonButton
      danger
      verb={t('withdraw')}
      title={t('withdrawTitle')}
      hint={t('withdrawHint')}
      isBusy={withdraw.isPending}
      onReason={withdraw.mutateAsync}
    />
  );
}

function Appeal({ summary }: { summary: Schemas['Return'] }) {
  const t = useWords(words);
  const appeal = useAct({
    run: (reason: string) => api.POST('/v1/returns/{return_id}/appeal', { params: place(summary), body: { reason } }),
    done: t('appealed'),
    changes: CHANGES,
  });
  return (
    <ReasonButton verb={t('appeal')} title={t('appealTitle')} isBusy={appeal.isPending} onReason={appeal.mutateAsync} />
  );
}
