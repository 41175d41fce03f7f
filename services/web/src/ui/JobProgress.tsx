/** Long work as it moves on: told by the server as it happens, asked for where that is cut off. */
import { useQueryClient } from '@tanstack/react-query';
import { Progress } from 'antd';
import { useEffect } from 'react';
import { remote, type Schemas } from '../api/client.ts';
import { useWords } from '../app/language.ts';
import { words } from './words.ts';

type Job = Schemas['Job'];
const SOON = 3_000;

export const hasEnded = (job: Job): boolean => job.state === 'done' || job.state === 'failed';

/** A job that keeps itself up to date. */
export function useJob(id: string) {
  const cache = useQueryClient();
  const options = remote.queryOptions('get', '/v1/jobs/{job_id}', { params: { path: { job_id: id } } });
  const asked = remote.useQuery(
    'get',
    '/v1/jobs/{job_id}',
    { params: { path: { job_id: id } } },
    {
      refetchInterval: (query) => (query.state.data && !hasEnded(query.state.data) ? SOON : false),
    },
  );
  const isOver = asked.data ? hasEnded(asked.data) : false;
  const key = JSON.stringify(options.queryKey);
  useEffect(() => {
    if (isOver) return undefined;
    const events = new EventSource(`/v1/jobs/${id}/events`);
    const keep = (event: MessageEvent<string>) =>
      cache.setQueryData(JSON.parse(key) as unknown[], JSON.parse(event.data) as Job);
    events.addEventListener('progress', keep);
    events.addEventListener('end', (event: MessageEvent<string>) => {
      keep(event);
      events.close();
    });
    return () => events.close();
  }, [cache, id, isOver, key]);
  return asked;
}

/** A bar that says how far a job is. */
export function JobProgress({ job }: { job: Job }) {
  const t = useWords(words);
  const share = job.total ? Math.round((job.done / job.total) * 100) : hasEnded(job) ? 100 : 0;
  const label = job.state === 'waiting' ? t('jobWaiting') : job.state === 'running' ? t('jobRunning') : `${share}%`;
  const status = job.state === 'failed' ? 'exception' : job.state === 'done' ? 'success' : 'active';
  return (
    <Progress percent={share} status={status} format={() => `${label} ${job.done}/${job.total}`} aria-label={label} />
  );
}
