/** Signing several returns at once: each by itself, so that one refusal holds up no other. */
import { App } from 'antd';
import { api, ifMatch, type Schemas } from '../../../api/client.ts';
import { asProblem, type Problem } from '../../../api/problem.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { ReasonButton } from '../../../ui/ReasonButton.tsx';
import { words } from './words.ts';

type Return = Schemas['Return'];
type Failed = readonly { readonly number: string; readonly problem: Problem }[];
const CHANGES = ['/v1/returns', '/v1/approvals', '/v1/tasks', '/v1/return-figures'];

async function signed(rows: readonly Return[], reason: string): Promise<Failed> {
  const failed = [];
  for (const row of rows) {
    try {
      await api.POST('/v1/returns/{return_id}/decision', {
        params: { path: { return_id: row.id }, header: ifMatch(row.version) },
        body: { answer: 'approve', reason },
      });
    } catch (error) {
      failed.push({ number: row.number, problem: asProblem(error) });
    }
  }
  return failed;
}

export function ApproveChosen({ rows, onDone }: { rows: readonly Return[]; onDone: () => void }) {
  const t = useWords(words);
  const { modal, message } = App.useApp();
  const approve = useAct({
    run: (reason: string) => signed(rows, reason),
    changes: CHANGES,
    then: (failed) => {
      const count = rows.length - failed.length;
      if (failed.length) {
        modal.warning({
          title: t('approvedSome', { count, failed: failed.length }),
          content: <Refusals failed={failed} />,
          okText: t('understood'),
        });
      } else {
        void message.success(t('approvedAll', { count }));
      }
      onDone();
    },
  });
  return (
    <ReasonButton
      type="primary"
      verb={t('approveChosen', { count: rows.length })}
      title={t('approveTitle', { count: rows.length })}
      hint={t('approveHint')}
      isOptional
      isBusy={approve.isPending}
      onReason={approve.mutateAsync}
    />
  );
}

function Refusals({ failed }: { failed: Failed }) {
  return (
    <ul style={{ margin: 0, paddingInlineStart: 18 }}>
      {failed.map(({ number, problem }) => (
        <li key={number}>
          <strong>{number}</strong> {problem.detail}
        </li>
      ))}
    </ul>
  );
}
