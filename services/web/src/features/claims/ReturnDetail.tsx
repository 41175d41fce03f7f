/** One return: where it is, what has to be done, its lines with their clauses, its papers. */
import { Col, Descriptions, Row } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { useParams } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useNameOf, useWords } from '../../app/language.ts';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Differences } from './Differences.tsx';
import { Journey } from './Journey.tsx';
import { GivenLinks } from './links/GivenLinks.tsx';
import { Papers } from './Papers.tsx';
import { ReturnActions } from './ReturnActions.tsx';
import { ReturnLines } from './ReturnLines.tsx';
import { ReturnTag } from './ReturnTag.tsx';
import { ToDo } from './ToDo.tsx';
import { words } from './words.ts';

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/returns/{return_id}', { params: { path: { return_id: id } } });
  return <Loaded query={asked}>{(shown) => <Detail shown={shown} />}</Loaded>;
}

function Detail({ shown }: { shown: Schemas['ReturnShown'] }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const { summary } = shown;
  return (
    <Page
      title={summary.number}
      mark={<ReturnTag state={summary.state} />}
      hint={nameOf(summary, 'dealer_name')}
      back="/returns"
      record={summary.id}
      actions={<ReturnActions summary={summary} lines={shown.lines} />}
    >
      <ToDo summary={summary} />
      <Row gutter={[16, 16]}>
        <Col xs={24}>
          <Card title={t('where')}>
            <Journey summary={summary} />
          </Card>
        </Col>
        <Col xs={24} xl={16}>
          <Card title={t('parts')} isTight>
            <ReturnLines lines={shown.lines} />
          </Card>
          <Differences found={shown.discrepancies} />
        </Col>
        <Col xs={24} xl={8}>
          <Summary summary={summary} />
          <Papers returnId={summary.id} state={summary.state} />
          <GivenLinks returnId={summary.id} />
        </Col>
      </Row>
    </Page>
  );
}

function Summary({ summary }: { summary: Schemas['Return'] }) {
  const t = useWords(words);
  const format = useFormat();
  const { route } = summary;
  const items = [
    { key: 'amount', label: t('amount'), children: format.money(summary.amount) },
    { key: 'filed', label: t('filedAt'), children: format.instant(summary.filed_at) },
    { key: 'policy', label: t('policy'), children: summary.policy_label },
    ...(route
      ? [
          {
            key: 'to',
            label: t('address'),
            children: (
              <span style={{ overflowWrap: 'anywhere' }}>
                {route.consignee} {route.phone}
                <br />
                {route.address}
              </span>
            ),
          },
        ]
      : []),
    ...(summary.waybill
      ? [{ key: 'waybill', label: t('waybill'), children: `${summary.carrier ?? ''} ${summary.waybill}` }]
      : []),
    ...(summary.reason ? [{ key: 'reason', label: t('reason'), children: summary.reason }] : []),
  ];
  return (
    <Card title={t('summary')} style={{ marginBottom: 16 }}>
      <Descriptions column={1} items={items} size="small" />
    </Card>
  );
}
