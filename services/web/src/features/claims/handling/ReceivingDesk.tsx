/** The desk where parcels arrive: scan, and the return opens; below it, what waits. */
import { Button, Col, Flex, Input, type InputRef, Row } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, type Permission, remote, type Schemas } from '../../../api/client.ts';
import { useNameOf, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Page } from '../../../ui/Page.tsx';
import { ScanButton } from '../../../ui/ScanButton.tsx';
import { RowsCard } from '../../../ui/RowsCard.tsx';
import { words } from './words.ts';

type State = Schemas['ReturnState'];
type Word = keyof typeof words;

const QUEUES: readonly { state: State; word: Word; needs: Permission }[] = [
  { state: 'shipped', word: 'toReceive', needs: 'returns.receive' },
  { state: 'received', word: 'toInspect', needs: 'returns.inspect' },
  { state: 'inspected', word: 'toDispose', needs: 'returns.dispose' },
];

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const go = useNavigate();
  const field = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [unknown, setUnknown] = useState('');
  const find = useAct({
    run: async (wanted: string) => {
      const { items } = await body(api.GET('/v1/returns', { params: { query: { text: wanted, limit: 20 } } }));
      return items.find((one) => QUEUES.some((queue) => queue.state === one.state)) ?? items[0];
    },
    then: (found, wanted) => {
      if (found) void go(`/returns/${found.id}/station`);
      else setUnknown(wanted);
      setText('');
    },
  });
  const look = (typed: string) => {
    const wanted = typed.trim();
    setUnknown('');
    if (wanted) find.mutate(wanted);
  };
  useEffect(() => field.current?.focus(), []);
  return (
    <Page title={t('stationPage')} hint={t('stationPageHint')}>
      <Card style={{ marginBottom: 16 }}>
        <Flex gap={8} wrap>
          <Input
            ref={field}
            size="large"
            value={text}
            aria-label={t('code')}
            placeholder={t('code')}
            maxLength={64}
            autoComplete="off"
            style={{ flex: '1 1 240px' }}
            onChange={(event) => setText(event.target.value)}
            onPressEnter={() => look(text)}
          />
          <Button size="large" type="primary" loading={find.isPending} onClick={() => look(text)}>
            {t('open')}
          </Button>
          <ScanButton size="large" onCode={look} />
        </Flex>
        <div aria-live="polite">{unknown && <p className="wanted">{t('unknown', { text: unknown })}</p>}</div>
      </Card>
      <Row gutter={[16, 16]}>
        {QUEUES.filter((queue) => can(queue.needs)).map((queue) => (
          <Col key={queue.state} xs={24} lg={8}>
            <Queue state={queue.state} title={t(queue.word)} />
          </Col>
        ))}
      </Row>
    </Page>
  );
}

function Queue({ state, title }: { state: State; title: string }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const format = useFormat();
  const asked = remote.useQuery('get', '/v1/returns', { params: { query: { state, limit: 20 } } });
  return (
    <RowsCard
      title={title}
      extra={<Link to={`/returns?state=${state}`}>{t('all')}</Link>}
      query={asked}
      rows={({ items }) =>
        items.map((one) => ({
          key: one.id,
          name: one.number,
          to: `/returns/${one.id}/station`,
          note: nameOf(one, 'dealer_name'),
          figure: <small>{one.waybill}</small>,
          remark: format.ago(one.shipped_at),
        }))
      }
      empty={{ title: t('none') }}
    />
  );
}
