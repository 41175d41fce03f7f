/** A dealer's first page: file a return, what waits for me, what is on its way. */
import { CarOutlined, EditOutlined, InboxOutlined, PlusCircleOutlined } from '@ant-design/icons';
import { Button, Col, Flex, Row, Statistic } from 'antd';
import { Card } from '../../ui/Card.tsx';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded, Nothing } from '../../ui/states.tsx';
import { nextOf } from './next.ts';
import { ReturnTag } from './ReturnTag.tsx';
import { words } from './words.ts';

type State = Schemas['ReturnState'];
type Word = keyof typeof words;
const SOME = 50;
const RECENT = 8;

const DUTIES: readonly { state: State; word: Word; icon: ReactNode }[] = [
  { state: 'sent_back', word: 'dutyCorrect', icon: <EditOutlined /> },
  { state: 'approved', word: 'dutyPack', icon: <InboxOutlined /> },
  { state: 'packed', word: 'dutyShip', icon: <CarOutlined /> },
];

export function DealerHome() {
  const t = useWords(words);
  const { me, can } = useSession();
  const go = useNavigate();
  return (
    <Page title={t('hello', { name: me.name })} hint={t('helloHint')}>
      <Row gutter={[16, 16]}>
        {can('returns.file') && (
          <Col xs={24} md={12} xl={6}>
            <Button
              type="primary"
              className="big-button"
              icon={<PlusCircleOutlined />}
              onClick={() => void go('/returns/new')}
            >
              {t('fileReturn')}
            </Button>
          </Col>
        )}
        {DUTIES.map((duty) => (
          <Col key={duty.state} xs={8} md={4} xl={6}>
            <Duty {...duty} />
          </Col>
        ))}
        <Col xs={24} xl={14}>
          <Recent />
        </Col>
        <Col xs={24} xl={10}>
          <Credits />
        </Col>
      </Row>
    </Page>
  );
}

function Duty({ state, word, icon }: (typeof DUTIES)[number]) {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/returns', { params: { query: { state, limit: SOME } } });
  const count = asked.data?.items.length ?? 0;
  const value = asked.data?.next_cursor ? `${count}+` : count;
  return (
    <Link to={`/returns?state=${state}`} className="duty" data-waiting={count > 0}>
      <Card size="small">
        <Statistic title={t(word)} value={asked.isPending ? '…' : value} prefix={icon} />
      </Card>
    </Link>
  );
}

function Recent() {
  const t = useWords(words);
  const format = useFormat();
  const asked = remote.useQuery('get', '/v1/returns', { params: { query: { limit: RECENT } } });
  return (
    <Card title={t('recent')} extra={<Link to="/returns">{t('seeAll')}</Link>}>
      <Loaded query={asked} rows={4}>
        {({ items }) =>
          items.length ? (
            <ul className="rows">
              {items.map((one) => (
                <li key={one.id}>
                  <span>
                    <Link to={`/returns/${one.id}`}>{one.number}</Link>
                    <small>{format.ago(one.filed_at)}</small>
                  </span>
                  <span>
                    <ReturnTag state={one.state} />
                    <small>{t(nextOf(one))}</small>
                  </span>
                </li>
              ))}
            </ul>
          ) : (
            <Nothing title={t('noneYet')} hint={t('noneYetDealer')} />
          )
        }
      </Loaded>
    </Card>
  );
}

function Credits() {
  const t = useWords(words);
  const format = useFormat();
  const asked = remote.useQuery('get', '/v1/credits', { params: { query: { limit: RECENT } } });
  return (
    <Card title={t('credits')} extra={<Link to="/credit-notes">{t('seeAll')}</Link>}>
      <Loaded query={asked} rows={4}>
        {({ items }) =>
          items.length ? (
            <ul className="rows">
              {items.map((one) => (
                <li key={one.id}>
                  <span>
                    <Link to={`/credit-notes/${one.id}`}>{one.number}</Link>
                    <small>{format.ago(one.posted_at)}</small>
                  </span>
                  <Flex align="center">{format.money(one.amount)}</Flex>
                </li>
              ))}
            </ul>
          ) : (
            <Nothing title={t('creditsNone')} hint={t('creditsNoneHint')} />
          )
        }
      </Loaded>
    </Card>
  );
}
