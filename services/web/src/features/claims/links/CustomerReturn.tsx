/** For a customer who holds a link: where the return is, what becomes of each part, what happens next. */
import { CheckCircleFilled, ClockCircleOutlined } from '@ant-design/icons';
import { Flex, Tag } from 'antd';
import { useParams } from 'react-router';
import { remote, type Schemas } from '../../../api/client.ts';
import { Problem } from '../../../api/problem.ts';
import { useName, useNameOf, useSay, useText, useWords } from '../../../app/language.ts';
import { Card } from '../../../ui/Card.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Loaded, Nothing } from '../../../ui/states.tsx';
import './customer.css';
import { FATES } from './names.ts';
import { words } from './words.ts';

type Shown = Schemas['CustomerReturn'];
type Word = keyof typeof words;

export function Component() {
  const { token = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/customer-returns/{token}', { params: { path: { token } } });
  return (
    <div className="customer">
      {isGone(asked.error) ? (
        <Gone problem={asked.error} />
      ) : (
        <Loaded query={asked}>{(shown) => <Seen shown={shown} />}</Loaded>
      )}
    </div>
  );
}

const isGone = (error: unknown): error is Problem =>
  error instanceof Problem && (error.status === 404 || error.status === 410);

function wordOf(problem: Problem): Word {
  if (problem.code === 'customer_link_revoked') return 'takenBack';
  return problem.status === 410 ? 'over' : 'unknown';
}

function Gone({ problem }: { problem: Problem }) {
  const t = useWords(words);
  const isOver = problem.status === 410;
  return (
    <Card>
      <div role="alert">
        <Nothing title={t(wordOf(problem))} hint={isOver ? problem.detail : t('unknownHint')} />
      </div>
    </Card>
  );
}

function Seen({ shown }: { shown: Shown }) {
  const t = useWords(words);
  const text = useText();
  const name = useName();
  const format = useFormat();
  return (
    <>
      <header className="customer-head">
        <p>{name({ name: shown.brand, name_en: shown.brand_en })}</p>
        <h1>{text(shown.state_text)}</h1>
        <p>
          {t('yours')} <strong>{shown.number}</strong>
        </p>
      </header>
      <Card title={t('next')} size="small">
        {text(shown.next_text)}
      </Card>
      <Card title={t('progress')} size="small">
        <Way journey={shown.journey} />
      </Card>
      <Card title={t('parts')} size="small">
        <ul className="rows">
          {shown.lines.map((line, index) => (
            <Part key={index} line={line} />
          ))}
        </ul>
      </Card>
      <p className="muted customer-foot">
        {t('private')}
        <br />
        {t('until', { day: format.day(shown.expires_at.slice(0, 10)) })}
      </p>
    </>
  );
}

const STEPS: readonly (readonly [Word, keyof Shown['journey']])[] = [
  ['filed', 'filed_at'],
  ['approved', 'approved_at'],
  ['shipped', 'shipped_at'],
  ['received', 'received_at'],
  ['settled', 'settled_at'],
  ['closed', 'closed_at'],
];

function Way({ journey }: { journey: Shown['journey'] }) {
  const t = useWords(words);
  const format = useFormat();
  return (
    <ol className="way">
      {STEPS.map(([word, field]) => {
        const at = journey[field];
        return (
          <li key={word} data-done={Boolean(at)}>
            {at ? <CheckCircleFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />}
            <span>{t(word)}</span>
            {at ? <time dateTime={at}>{format.instant(at)}</time> : <span className="sr-only">{t('ahead')}</span>}
          </li>
        );
      })}
    </ol>
  );
}

function Part({ line }: { line: Schemas['LineSeen'] }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const say = useSay();
  const { tone, word } = FATES[line.fate];
  return (
    <li>
      <span>
        {nameOf(line, 'part_name')}
        <small>{t('count', { n: line.quantity })}</small>
      </span>
      <Flex component="span" align="center">
        <Tag color={tone} style={{ margin: 0 }}>
          {say(word)}
        </Tag>
      </Flex>
    </li>
  );
}
