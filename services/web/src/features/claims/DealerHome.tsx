/** A dealer's first page: file a return, what waits for me, what is on its way. */
import { CarOutlined, EditOutlined, InboxOutlined, PlusCircleOutlined } from '@ant-design/icons';
import { Button, Col, Row } from 'antd';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { Duty } from '../../ui/Duty.tsx';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { RowsCard } from '../../ui/RowsCard.tsx';
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
            <Waiting {...duty} />
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

function Waiting({ state, word, icon }: (typeof DUTIES)[number]) {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/returns', { params: { query: { state, limit: SOME } } });
  return <Duty title={t(word)} to={`/returns?state=${state}`} icon={icon} page={asked.data} />;
}

function Recent() {
  const t = useWords(words);
  const format = useFormat();
  const asked = remote.useQuery('get', '/v1/returns', { params: { query: { limit: RECENT } } });
  return (
    <RowsCard
      title={t('recent')}
      extra={<Link to="/returns">{t('seeAll')}</Link>}
      query={asked}
      few={4}
      rows={({ items }) =>
        items.map((one) => ({
          key: one.id,
          name: one.number,
          to: `/returns/${one.id}`,
          note: format.ago(one.filed_at),
          figure: <ReturnTag state={one.state} />,
          remark: t(nextOf(one)),
        }))
      }
      empty={{ title: t('noneYet'), hint: t('noneYetDealer') }}
    />
  );
}

function Credits() {
  const t = useWords(words);
  const format = useFormat();
  const asked = remote.useQuery('get', '/v1/credits', { params: { query: { limit: RECENT } } });
  return (
    <RowsCard
      title={t('credits')}
      extra={<Link to="/credit-notes">{t('seeAll')}</Link>}
      query={asked}
      few={4}
      rows={({ items }) =>
        items.map((one) => ({
          key: one.id,
          name: one.number,
          to: `/credit-notes/${one.id}`,
          note: format.ago(one.posted_at),
          figure: format.money(one.amount),
        }))
      }
      empty={{ title: t('creditsNone'), hint: t('creditsNoneHint') }}
    />
  );
}
