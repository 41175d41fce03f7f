/** One paper: what it is, whether it still counts, and the PDF. */
import { Button, Descriptions, Tag } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { Link, useParams } from 'react-router';
import { api, remote, type Schemas } from '../../api/client.ts';
import { useNameOf, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useActorName } from '../../ui/actors.ts';
import { useAct } from '../../ui/act.ts';
import { PAPER_STATES, PAPERS, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Loaded } from '../../ui/states.tsx';
import { OpenPaper } from './OpenPaper.tsx';
import { PAPER_TONES } from './tones.ts';
import { words } from './words.ts';

type Paper = Schemas['DocumentShown'];
const SOON = 1_500;

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery(
    'get',
    '/v1/documents/{document_id}',
    { params: { path: { document_id: id } } },
    {
      refetchInterval: (query) => (query.state.data?.state === 'requested' ? SOON : false),
    },
  );
  return <Loaded query={asked}>{(paper) => <Detail paper={paper} />}</Loaded>;
}

function Detail({ paper }: { paper: Paper }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const actorOf = useActorName();
  const domain = useDomain();
  const format = useFormat();
  const items = [
    ...(paper.subject_number
      ? [
          {
            key: 'return',
            label: t('return'),
            children: <Link to={`/returns/${paper.subject_id}`}>{paper.subject_number}</Link>,
          },
          { key: 'dealer', label: t('dealer'), children: nameOf(paper, 'dealer_name') },
        ]
      : []),
    { key: 'issued', label: t('issuedAt'), children: format.instant(paper.issued_at) },
    { key: 'by', label: t('by'), children: actorOf(paper.requested_by_name) },
    { key: 'policy', label: t('policy'), children: paper.policy_version },
    { key: 'pages', label: t('pages'), children: format.number(paper.pages) },
    ...(paper.failure ? [{ key: 'failure', label: t('failure'), children: paper.failure }] : []),
    ...(paper.revoked_at
      ? [
          { key: 'revoked', label: t('revokedAt'), children: format.instant(paper.revoked_at) },
          { key: 'why', label: t('revocationReason'), children: paper.revocation_reason },
        ]
      : []),
    {
      key: 'hash',
      label: t('hash'),
      children: <code style={{ overflowWrap: 'anywhere' }}>{paper.sha256 ?? '—'}</code>,
    },
  ];
  return (
    <Page
      title={`${domain(PAPERS, paper.kind)} ${paper.number}`}
      mark={<Tag color={PAPER_TONES[paper.state]}>{domain(PAPER_STATES, paper.state)}</Tag>}
      back="/documents"
      record={paper.id}
      actions={<Actions paper={paper} />}
    >
      <Card>
        <Descriptions column={{ xs: 1, md: 2 }} items={items} />
      </Card>
    </Page>
  );
}

function Actions({ paper }: { paper: Paper }) {
  const t = useWords(words);
  const { can } = useSession();
  const params = { path: { document_id: paper.id } };
  const revoke = useAct({
    run: (reason: string) =>
      api.POST('/v1/documents/{document_id}/revocation', {
        params: { ...params, header: { 'If-Match': `"${paper.version}"` } },
        body: { reason },
      }),
    done: t('revoked'),
    changes: ['/v1/documents'],
  });
  return (
    <>
      {paper.verification_path && <Button href={paper.verification_path}>{t('verify')}</Button>}
      {can('documents.revoke') && paper.state === 'ready' && (
        <ReasonButton
          danger
          verb={t('revoke')}
          title={t('revokeTitle')}
          hint={t('revokeHint')}
          isBusy={revoke.isPending}
          onReason={revoke.mutateAsync}
        />
      )}
      <OpenPaper type="primary" paper={paper} />
    </>
  );
}
