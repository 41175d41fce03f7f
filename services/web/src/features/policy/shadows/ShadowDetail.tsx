/** One shadow: what it proves, by clause and by dealer, and every case. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Flex, Tag } from 'antd';
import { useEffect, useRef } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api, ifMatch, newKey, remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { forget, useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { useConfirm } from '../../../ui/confirm.ts';
import { useFormat } from '../../../ui/format.ts';
import { Page } from '../../../ui/Page.tsx';
import { Loaded, Nothing } from '../../../ui/states.tsx';
import { CaseList } from './CaseList.tsx';
import { Clauses, Dealers } from './Tables.tsx';
import { useVersions } from './versions.ts';
import { words } from './words.ts';

type Agreement = Schemas['Agreement'];
const OFTEN = 5_000;

export function Component() {
  const { id = '' } = useParams();
  const params = { path: { shadow_id: id } };
  const asked = remote.useQuery(
    'get',
    '/v1/policy-shadows/{shadow_id}/agreement',
    { params },
    { refetchInterval: ({ state }) => state.data?.shadow.state === 'running' && OFTEN },
  );
  useFreshCases(asked.data);
  return <Loaded query={asked}>{(agreement) => <Detail agreement={agreement} />}</Loaded>;
}

/** While people go on deciding, the cases are asked for again whenever there are more of them. */
function useFreshCases(agreement: Agreement | undefined): void {
  const cache = useQueryClient();
  const said = agreement?.table.reduce((all, row) => all + row.accepted + row.refused, 0);
  const known = useRef(said);
  useEffect(() => {
    if (said !== undefined && known.current !== undefined && said !== known.current)
      forget(cache, ['/v1/policy-shadows']);
    known.current = said;
  }, [cache, said]);
}

function Detail({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const format = useFormat();
  const go = useNavigate();
  const { can } = useSession();
  const { nameOf } = useVersions();
  const { shadow, clauses, table } = agreement;
  const span = [shadow.started_at, shadow.ended_at].filter((one) => one !== null).map((one) => format.instant(one));
  return (
    <Page
      title={t('of', { name: nameOf(shadow.policy_version_id) })}
      mark={<Tag color={shadow.state === 'running' ? 'processing' : 'default'}>{t(shadow.state)}</Tag>}
      hint={`${span.join(' – ')} · ${t('measure', { cases: shadow.min_cases, percent: shadow.min_agreement_percent })}`}
      back="/policy-shadows"
      record={shadow.policy_version_id}
      actions={
        <>
          <Button onClick={() => void go(`/policies/${shadow.policy_version_id}`)}>{t('toPolicy')}</Button>
          {shadow.state === 'running' && can('policy.edit') && <End shadow={shadow} />}
        </>
      }
    >
      {clauses.length ? (
        <Flex vertical gap={16}>
          <Proof agreement={agreement} />
          <Card title={t('byClause')} isTight>
            <Clauses rows={clauses} />
          </Card>
          <Card title={t('byDealer')} isTight>
            <Dealers rows={table} />
          </Card>
          <Card title={t('each')}>
            <CaseList shadowId={shadow.id} />
          </Card>
        </Flex>
      ) : (
        <Card>
          <Nothing title={t('nothing')} hint={t('nothingHint')} />
        </Card>
      )}
    </Page>
  );
}

function Proof({ agreement }: { agreement: Agreement }) {
  const t = useWords(words);
  const word = agreement.is_proven ? 'proven' : 'unproven';
  return (
    <Alert type={agreement.is_proven ? 'success' : 'info'} showIcon title={t(word)} description={t(`${word}Long`)} />
  );
}

function End({ shadow }: { shadow: Schemas['Shadow'] }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const end = useAct({
    run: () => {
      const header = { ...ifMatch(shadow.version), 'Idempotency-Key': newKey() };
      return api.POST('/v1/policy-shadows/{shadow_id}/end', { params: { path: { shadow_id: shadow.id }, header } });
    },
    done: t('endedNow'),
    changes: ['/v1/policy-shadows'],
  });
  const ask = async () => {
    if (await confirm({ title: t('endTitle'), content: t('endHint'), verb: t('end') })) end.mutate();
  };
  return (
    <Button loading={end.isPending} onClick={() => void ask()}>
      {t('end')}
    </Button>
  );
}
