/** Filing a return in under a minute. */
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { Page } from '../../../ui/Page.tsx';
import { askedLines, type Draft, useDraft } from './draft.ts';
import { LinesForm } from './LinesForm.tsx';
import { words } from './words.ts';

interface Filing {
  draft: Draft;
  refused: Schemas['RefusedLines'];
}

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const { me } = useSession();
  const state = useDraft(`aftersales.draft.${me.tenant_id}.${me.id}`);
  const file = useAct<Filing, Schemas['ReturnShown']>({
    run: ({ draft, refused }) =>
      body(
        api.POST('/v1/returns', {
          params: { header: { 'Idempotency-Key': draft.key } },
          body: { lines: askedLines(draft), refused_lines: refused },
        }),
      ),
    done: ({ summary }) => t('filed', { number: summary.number }),
    changes: ['/v1/returns'],
    then: ({ summary }) => {
      state.reset();
      void go(`/returns/${summary.id}`);
    },
  });
  return (
    <Page title={t('title')} hint={t('hint')}>
      <LinesForm
        state={state}
        verb={t('file')}
        isBusy={file.isPending}
        onFile={(draft, refused) => file.mutate({ draft, refused })}
        extra={
          state.draft.subjects.length > 0 && (
            <Button type="link" block onClick={state.reset}>
              {t('startAgain')}
            </Button>
          )
        }
      />
    </Page>
  );
}
