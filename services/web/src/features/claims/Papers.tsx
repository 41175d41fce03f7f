/** The papers of a return: made in the background, opened to print, verified by their code. */
import { PrinterOutlined } from '@ant-design/icons';
import { Button, Flex, Tag } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { Link } from 'react-router';
import { api, body, remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { PAPER_STATES, PAPERS, useDomain } from '../../ui/domain.ts';
import { Loaded, Nothing } from '../../ui/states.tsx';
import { words } from './words.ts';

type Paper = Schemas['DocumentShown'];
const SOON = 1_500;

export function Papers({ returnId, state }: { returnId: string; state: Schemas['ReturnState'] }) {
  const t = useWords(words);
  const asked = remote.useQuery(
    'get',
    '/v1/documents',
    { params: { query: { subject_id: returnId, limit: 50 } } },
    { refetchInterval: (query) => (isPending(query.state.data?.items ?? [], state) ? SOON : false) },
  );
  return (
    <Card title={t('papers')}>
      <Loaded query={asked} rows={2}>
        {({ items }) =>
          items.length ? (
            <Flex vertical gap={10} component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
              {items.map((paper) => (
                <PaperRow key={paper.id} paper={paper} />
              ))}
            </Flex>
          ) : (
            <Nothing title={t('papersNone')} />
          )
        }
      </Loaded>
    </Card>
  );
}

function isPending(papers: readonly Paper[], state: Schemas['ReturnState']): boolean {
  return papers.some((one) => one.state === 'requested') || (state === 'packed' && papers.length === 0);
}

function PaperRow({ paper }: { paper: Paper }) {
  const t = useWords(words);
  const domain = useDomain();
  const open = useAct({
    run: () => body(api.GET('/v1/documents/{document_id}/content', { params: { path: { document_id: paper.id } } })),
    then: ({ url }) => window.open(url, '_blank', 'noopener'),
  });
  const name = domain(PAPERS, paper.kind);
  return (
    <Flex component="li" justify="space-between" align="center" gap={8} wrap>
      <div>
        <div>{name}</div>
        <small>
          <Link to={`/documents/${paper.id}`}>{paper.number}</Link>
        </small>
      </div>
      {paper.state === 'ready' ? (
        <Flex gap={4} align="center">
          {paper.verification_path && (
            <Link to={paper.verification_path} reloadDocument>
              {t('verify')}
            </Link>
          )}
          <Button
            size="small"
            icon={<PrinterOutlined />}
            loading={open.isPending}
            aria-label={t('openPaper', { paper: name })}
            onClick={() => open.mutate()}
          />
        </Flex>
      ) : (
        <Tag>{domain(PAPER_STATES, paper.state)}</Tag>
      )}
    </Flex>
  );
}
