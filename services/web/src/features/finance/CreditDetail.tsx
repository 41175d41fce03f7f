/** One credit: its lines, where it came from, and its reversal. */
import { Button, Descriptions, Tag } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { useMemo } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api, ifMatch, remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useAct } from '../../ui/act.ts';
import type { Columns } from '../../ui/columns.tsx';
import { CREDIT_STATES, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Loaded } from '../../ui/states.tsx';
import { isOfReturn } from './causes.ts';
import { words } from './words.ts';

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/credits/{credit_note_id}', { params: { path: { credit_note_id: id } } });
  return <Loaded query={asked}>{(shown) => <Detail shown={shown} />}</Loaded>;
}

function Detail({ shown: { credit, lines } }: { shown: Schemas['CreditShown'] }) {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const go = useNavigate();
  const { can } = useSession();
  const columns = useMemo<Columns<Schemas['CreditLine']>>(
    () => [
      { key: 'text', title: t('text'), value: (row) => row.text },
      { key: 'quantity', title: t('quantity'), value: (row) => row.quantity, align: 'end' },
      {
        key: 'amount',
        title: t('amount'),
        value: (row) => row.amount.amount,
        render: (row) => format.money(row.amount),
        align: 'end',
      },
    ],
    [t, format],
  );
  const items = [
    { key: 'amount', label: t('amount'), children: <strong>{format.money(credit.amount)}</strong> },
    { key: 'posted', label: t('postedAt'), children: format.instant(credit.posted_at) },
    { key: 'memo', label: t('memo'), children: credit.memo },
    ...(credit.reversal_number
      ? [
          { key: 'reversal', label: t('reversal'), children: credit.reversal_number },
          { key: 'at', label: t('reversedAt'), children: format.instant(credit.reversed_at) },
          { key: 'why', label: t('reversalReason'), children: credit.reversal_reason },
        ]
      : []),
  ];
  return (
    <Page
      title={credit.number}
      mark={<Tag color={credit.state === 'posted' ? 'success' : 'default'}>{domain(CREDIT_STATES, credit.state)}</Tag>}
      back="/credit-notes"
      record={credit.id}
      actions={
        <>
          {can('credits.post') && credit.state === 'posted' && <Reverse credit={credit} />}
          {isOfReturn(credit) && (
            <Button onClick={() => void go(`/returns/${credit.cause_id}`)}>{t('toReturn')}</Button>
          )}
        </>
      }
    >
      <Card style={{ marginBottom: 16 }}>
        <Descriptions column={{ xs: 1, md: 2 }} items={items} />
      </Card>
      <Card title={t('lines')} isTight>
        <SheetTable id="credit.lines" title={t('lines')} rows={lines} columns={columns} rowKey={(row) => row.line_id} />
      </Card>
    </Page>
  );
}

function Reverse({ credit }: { credit: Schemas['CreditNote'] }) {
  const t = useWords(words);
  const reverse = useAct({
    run: (reason: string) =>
      api.POST('/v1/credits/{credit_note_id}/reversal', {
        params: { path: { credit_note_id: credit.id }, header: ifMatch(credit.version) },
        body: { reason },
      }),
    done: t('reversed'),
    changes: ['/v1/credits', '/v1/dealers'],
  });
  return (
    <ReasonButton
      danger
      verb={t('reverse')}
      title={t('reverseTitle')}
      hint={t('reverseHint')}
      isBusy={reverse.isPending}
      onReason={reverse.mutateAsync}
    />
  );
}
