/** One replay: how far it is, what it adds up to, and every line that would be decided otherwise. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Flex } from 'antd';
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { api, remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { forget, useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { useConfirm } from '../../../ui/confirm.ts';
import { useFormat } from '../../../ui/format.ts';
import { hasEnded, JobProgress, useJob } from '../../../ui/JobProgress.tsx';
import { Page } from '../../../ui/Page.tsx';
import { Loaded, Nothing } from '../../../ui/states.tsx';
import '../policy.css';
import { words as policyWords } from '../words.ts';
import { Figures } from './Figures.tsx';
import { FlipList } from './FlipList.tsx';
import { Clauses, Dealers, Matrix } from './Report.tsx';
import { words } from './words.ts';

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/policy-replays/{replay_id}', { params: { path: { replay_id: id } } });
  return <Loaded query={asked}>{(replay) => <Detail replay={replay} />}</Loaded>;
}

function Detail({ replay }: { replay: Schemas['Replay'] }) {
  const t = useWords(words);
  const p = useWords(policyWords);
  const format = useFormat();
  const params = { path: { policy_id: replay.policy_version_id } };
  const policy = remote.useQuery('get', '/v1/policies/{policy_id}', { params }).data;
  const name = policy ? `${policy.name} v${policy.number}` : '…';
  const { report } = replay;
  const hasFlips = (report.flips ?? 0) > 0;
  const isOpen = replay.state === 'running' || replay.state === 'failed';
  return (
    <Page
      title={t('of', { name })}
      hint={format.instant(replay.created_at)}
      back={`/policies/${replay.policy_version_id}`}
      record={replay.policy_version_id}
      actions={
        <>
          {isOpen && <Cancel id={replay.id} />}
          <Link to={`/policies/${replay.policy_version_id}`}>{p('back')}</Link>
        </>
      }
    >
      <Flex vertical gap={16}>
        {isOpen && <Running jobId={replay.job_id} />}
        {replay.state === 'failed' && <Alert type="error" showIcon title={t('failed')} description={t('failedHint')} />}
        {!isOpen && !report.lines ? (
          <Nothing title={t('nothingPast')} hint={t('nothingPastHint')} />
        ) : (
          <>
            <Card>
              <Figures report={report} />
            </Card>
            <Card title={t('matrix')}>
              <Matrix report={report} />
            </Card>
            {hasFlips && <Clauses report={report} />}
            {hasFlips && <Dealers report={report} />}
            <Card title={t('flips')}>
              <FlipList replayId={replay.id} told={report.flips ?? 0} />
            </Card>
          </>
        )}
      </Flex>
    </Page>
  );
}

/** How far it is; once it has ended the report is asked for again. */
function Running({ jobId }: { jobId: string }) {
  const cache = useQueryClient();
  const job = useJob(jobId);
  const isOver = job.data ? hasEnded(job.data) : false;
  const done = job.data?.done ?? 0;
  useEffect(() => {
    if (isOver || done) forget(cache, ['/v1/policy-replays']);
  }, [cache, isOver, done]);
  return (
    <Card>
      <Loaded query={job} rows={1}>
        {(shown) => <JobProgress job={shown} />}
      </Loaded>
    </Card>
  );
}

function Cancel({ id }: { id: string }) {
  const t = useWords(words);
  const { can } = useSession();
  const confirm = useConfirm();
  const cancel = useAct({
    run: () => api.POST('/v1/policy-replays/{replay_id}/cancellation', { params: { path: { replay_id: id } } }),
    done: t('cancelled'),
    changes: ['/v1/policy-replays'],
  });
  const ask = async () => {
    if (await confirm({ title: t('cancelTitle'), content: t('cancelHint'), verb: t('cancel') })) cancel.mutate();
  };
  if (!can('policy.edit')) return null;
  return (
    <Button loading={cancel.isPending} onClick={() => void ask()}>
      {t('cancel')}
    </Button>
  );
}
