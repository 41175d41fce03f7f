/** One box for everything that one may see: asked for in parallel, shown by kind. */
import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { Button, Flex } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { asProblem } from '../../api/problem.ts';
import { useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import { Page } from '../../ui/Page.tsx';
import { Rows } from '../../ui/RowsCard.tsx';
import { Loading, Nothing, ProblemState } from '../../ui/states.tsx';
import { type Source, useSources } from './sources.ts';
import { words } from './words.ts';

type Asked = UseQueryResult<Awaited<ReturnType<Source['find']>>>;

export function Component() {
  const t = useWords(words);
  const [params] = useSearchParams();
  const text = (params.get('q') ?? '').trim();
  const sources = useSources().filter((source) => text && text.length <= source.longest);
  const asked = useQueries({
    queries: sources.map((source) => ({
      queryKey: ['search', source.word, text],
      queryFn: () => source.find(text),
    })),
  });
  const isPending = asked.some((one) => one.isPending);
  const failed = asked.find((one) => one.error);
  const isNothing = asked.every((one) => one.data?.hits.length === 0);
  const again = () => asked.forEach((one) => void (one.error && one.refetch()));
  if (!text) {
    return (
      <Page title={t('search')}>
        <Nothing title={t('ask')} hint={t('hint')} />
      </Page>
    );
  }
  return (
    <Page title={t('title', { text })} hint={t('hint')}>
      {isNothing && <Nothing title={t('nothing', { text })} hint={t('nothingHint')} />}
      {failed && asked.every((one) => one.error) ? (
        <ProblemState error={failed.error} onRetry={again} />
      ) : (
        <Flex vertical gap={16}>
          {sources.map((source, index) => {
            const one = asked[index];
            return one && <Section key={source.word} source={source} asked={one} text={text} />;
          })}
        </Flex>
      )}
      {isPending && <Loading rows={3} />}
    </Page>
  );
}

/** What one place answered; a place that failed says so and leaves the others alone. */
function Section({ source, asked, text }: { source: Source; asked: Asked; text: string }) {
  const t = useWords(words);
  const title = t(source.word);
  if (asked.error) {
    return (
      <Card title={title} size="small">
        <Flex role="alert" justify="space-between" align="center" gap={12} wrap>
          <span>{asProblem(asked.error).detail || t('failed')}</span>
          <Button size="small" onClick={() => void asked.refetch()}>
            {t('retry')}
          </Button>
        </Flex>
      </Card>
    );
  }
  if (!asked.data?.hits.length) return null;
  const { hits, isMore, text: sought = text } = asked.data;
  const more = isMore && source.list && <Link to={source.list(sought)}>{t('more', { kind: title })}</Link>;
  return (
    <Card title={title} size="small" extra={more}>
      <Rows rows={hits} />
    </Card>
  );
}
