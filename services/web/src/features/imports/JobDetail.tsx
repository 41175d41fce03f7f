/** One job: how far it is, what became of each row, and the way on if rows were refused. */
import { DownloadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Flex, Tag } from 'antd';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useText, useWords } from '../../app/language.ts';
import { forget } from '../../ui/act.ts';
import { Card } from '../../ui/Card.tsx';
import { JOB_STATES, JOB_TONES, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { hasEnded, JobProgress, useJob } from '../../ui/JobProgress.tsx';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { isTrial, kindOf, useImportNames } from './kinds.ts';
import { RowAnswers } from './RowAnswers.tsx';
import { SheetAgain } from './SheetDrop.tsx';
import { TrialVerdict } from './TrialVerdict.tsx';
import { words } from './words.ts';

type Job = Schemas['Job'];

export function Component() {
  const { id = '' } = useParams();
  const asked = useJob(id);
  return <Loaded query={asked}>{(job) => <Detail key={job.id} job={job} />}</Loaded>;
}

function Detail({ job }: { job: Job }) {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const cache = useQueryClient();
  const names = useImportNames();
  const isImport = job.kind === 'import';
  const kind = kindOf(job);
  const isOver = hasEnded(job);
  const isTried = isImport && isTrial(job);
  useEffect(() => {
    if (isOver && !isTried)
      forget(cache, ['/v1/organisations', '/v1/warehouses', '/v1/product-models', '/v1/parts', '/v1/units']);
  }, [cache, isOver, isTried]);
  return (
    <Page
      title={isImport ? t(isTried ? 'trialOf' : 'jobOf', { kind: names.kind(kind) }) : titleOf(job, t)}
      mark={<Tag color={JOB_TONES[job.state]}>{domain(JOB_STATES, job.state)}</Tag>}
      hint={t('by', { when: format.instant(job.created_at) })}
      back={isImport ? '/imports' : '/'}
      record={job.id}
      actions={isImport && isOver && <Downloads job={job} />}
    >
      <Flex vertical gap={16}>
        {!isOver && (
          <Card>
            <JobProgress job={job} />
          </Card>
        )}
        {isImport && isOver && (isTried && !job.error ? <TrialVerdict job={job} /> : <Verdict job={job} kind={kind} />)}
        {isImport && isOver && job.done > 0 && <RowAnswers job={job} kind={kind} />}
        {!isImport && isOver && (
          <Card>
            <JobProgress job={job} />
          </Card>
        )}
      </Flex>
    </Page>
  );
}

function titleOf(job: Job, t: (key: 'replay' | 'export' | 'job') => string): string {
  if (job.kind === 'replay') return t('replay');
  return job.kind.includes('export') ? t('export') : t('job');
}

/** Whether all is well, and what to do if it is not. */
function Verdict({ job, kind }: { job: Job; kind: string }) {
  const t = useWords(words);
  const text = useText();
  const refused = job.counts['refused'] ?? 0;
  if (job.error) {
    return (
      <Alert
        type="error"
        showIcon
        role="alert"
        title={t('failed')}
        description={
          <>
            <p style={{ marginTop: 0 }}>{text(job.error as { zh: string; en: string })}</p>
            <p>{t('failedHint')}</p>
            <SheetAgain kind={kind} isTrial={isTrial(job)} />
          </>
        }
      />
    );
  }
  if (!refused) return <Alert type="success" showIcon title={t('allWell')} />;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('someRefused', { count: refused })}
      description={
        <>
          <p style={{ marginTop: 0 }}>{t('someRefusedHint')}</p>
          <SheetAgain kind={kind} isTrial={false} />
        </>
      }
    />
  );
}

function Downloads({ job }: { job: Job }) {
  const t = useWords(words);
  const isRefused = (job.counts['refused'] ?? 0) > 0;
  return (
    <Button
      icon={<DownloadOutlined aria-hidden />}
      href={`/v1/jobs/${job.id}/rows.xlsx${isRefused ? '?outcome=refused' : ''}`}
      download
    >
      {t(isRefused ? 'downloadRefused' : 'download')}
    </Button>
  );
}
