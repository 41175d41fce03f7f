/** What a page shows when it has nothing to show: loading, empty, refused, missing, failed; each says what to do next. */
import { CompassOutlined, ExclamationCircleOutlined, InboxOutlined } from '@ant-design/icons';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate, useRouteError } from 'react-router';
import { asProblem, Problem } from '../api/problem.ts';
import { useWords } from '../app/language.ts';
import { words } from './words.ts';

/** The answer of a query, or the state it is in. */
export function Loaded<T>({ query, rows = 6, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ProblemState error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading rows={rows} />;
}

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T, unknown>, 'data' | 'error' | 'refetch'>;
  rows?: number;
  children: (data: T) => ReactNode;
}

/** Something is on its way. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const t = useWords(words);
  return (
    <div role="status" aria-busy="true" aria-label={t('loading')} className="loading">
      {Array.from({ length: rows }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  );
}

/** A problem in words, with what to do about it. */
export function ProblemState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useWords(words);
  const problem = error instanceof Problem || error instanceof TypeError ? asProblem(error) : new Problem(500, {});
  if (problem.status === 403) return <Refused detail={problem.detail} />;
  if (problem.status === 404) return <Missing />;
  const [title, hint] = wordsOf(problem, t);
  return (
    <Notice
      tone={problem.isPassing ? 'warning' : 'error'}
      title={title}
      hint={<Explained hint={hint} request={problem.requestId} />}
      action={onRetry && <Button onClick={onRetry}>{t('retry')}</Button>}
    />
  );
}

type T = ReturnType<typeof useWords<typeof words>>;

function wordsOf(problem: Problem, t: T): [title: string, hint: string] {
  if (problem.status === 0) return [t('unreachable'), t('unreachableHint')];
  if (problem.status === 429) return [t('tooMany'), t('tooManyHint', { seconds: problem.retryAfter ?? 10 })];
  if (problem.status >= 500) return [t('failed'), problem.detail || t('failedHint')];
  return [problem.detail || t('failed'), problem.errors.map((one) => one.detail).join(' ')];
}

function Explained({ hint, request }: { hint: string; request: string }) {
  const t = useWords(words);
  return (
    <>
      <div>{hint}</div>
      {request && (
        <small>
          {t('request')} <code>{request}</code>
        </small>
      )}
    </>
  );
}

/** Seeing this needs a permission that the person has not. */
export function Refused({ detail = '' }: { detail?: string }) {
  const t = useWords(words);
  return <Notice title={t('refused')} hint={detail || t('refusedHint')} action={<GoHome />} />;
}

/** There is no such thing, or it is somebody else's. */
export function Missing() {
  const t = useWords(words);
  return <Notice title={t('missing')} hint={t('missingHint')} action={<GoHome />} />;
}

function GoHome() {
  const t = useWords(words);
  const go = useNavigate();
  return (
    <Button type="primary" onClick={() => void go('/')}>
      {t('home')}
    </Button>
  );
}

/** Whether a part of the page could not be fetched, which a browser tells by a `TypeError` of these words. */
const isCodeMissing = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script failed/i.test(error.message);

/** A page that failed: a bug of ours, or code that could not be fetched. */
export function Broken() {
  const t = useWords(words);
  const error = useRouteError();
  if (error instanceof Problem || isCodeMissing(error))
    return <ProblemState error={error} onRetry={() => location.reload()} />;
  return (
    <Notice
      tone="error"
      title={t('broken')}
      hint={t('brokenHint')}
      action={<Button onClick={() => location.reload()}>{t('reload')}</Button>}
    />
  );
}

/** Nothing is here, and what would bring something. */
export function Nothing({ title, hint, action }: NothingProps) {
  const t = useWords(words);
  return (
    <div className="nothing">
      <InboxOutlined aria-hidden />
      <div>{title ?? t('nothing')}</div>
      {hint && <small>{hint}</small>}
      {action && <div>{action}</div>}
    </div>
  );
}

export interface NothingProps {
  title?: string;
  hint?: ReactNode;
  action?: ReactNode;
}

interface NoticeProps {
  tone?: 'plain' | 'warning' | 'error';
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
}

/** A notice in place of a page. */
function Notice({ tone = 'plain', title, hint, action }: NoticeProps) {
  const Icon = tone === 'plain' ? CompassOutlined : ExclamationCircleOutlined;
  return (
    <div className="notice" data-tone={tone} role={tone === 'plain' ? 'status' : 'alert'}>
      <Icon aria-hidden />
      <h1>{title}</h1>
      {hint && <div>{hint}</div>}
      {action && <div>{action}</div>}
    </div>
  );
}
