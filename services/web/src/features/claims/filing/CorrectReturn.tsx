/** Correcting a return that the manufacturer sent back; it is decided anew. */
import { Alert } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { api, body, ifMatch, remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { Page } from '../../../ui/Page.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { askedLines, type Draft, draftOf, useDraft } from './draft.ts';
import { LinesForm } from './LinesForm.tsx';
import { words } from './words.ts';

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/returns/{return_id}', { params: { path: { return_id: id } } });
  return <Loaded query={asked}>{(shown) => <Correction shown={shown} />}</Loaded>;
}

interface Filing {
  draft: Draft;
  refused: Schemas['RefusedLines'];
}

function Correction({ shown: { summary, lines } }: { shown: Schemas['ReturnShown'] }) {
  const t = useWords(words);
  const go = useNavigate();
  const state = useDraft(null, () => draftOf(lines));
  const correct = useAct<Filing, Schemas['ReturnShown']>({
    run: ({ draft, refused }) =>
      body(
        api.PUT('/v1/returns/{return_id}/lines', {
          params: { path: { return_id: summary.id }, header: ifMatch(summary.version) },
          body: { lines: askedLines(draft), refused_lines: refused },
        }),
      ),
    done: t('filed', { number: summary.number }),
    changes: ['/v1/returns'],
    then: () => void go(`/returns/${summary.id}`),
  });
  return (
    <Page title={t('correctTitle', { number: summary.number })} back={`/returns/${summary.id}`}>
      {summary.reason && <Alert type="warning" showIcon title={summary.reason} style={{ marginBottom: 16 }} />}
      <LinesForm
        state={state}
        returnId={summary.id}
        verb={t('save')}
        isBusy={correct.isPending}
        onFile={(draft, refused) => correct.mutate({ draft, refused })}
      />
    </Page>
  );
}
