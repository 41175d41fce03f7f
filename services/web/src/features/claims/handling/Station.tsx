/** The station of one return: what arrived, what was found, what becomes of it, line by line. */
import { Button, Col, Form, Input, InputNumber, Row, Select } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api, ifMatch, remote, type Schemas } from '../../../api/client.ts';
import { useNameOf, useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { useConfirm } from '../../../ui/confirm.ts';
import { Card } from '../../../ui/Card.tsx';
import { DISPOSITIONS, FINDINGS, useDomain } from '../../../ui/domain.ts';
import { Page } from '../../../ui/Page.tsx';
import { Loaded, Nothing } from '../../../ui/states.tsx';
import { PhotoStrip } from '../PhotoStrip.tsx';
import { ReturnTag } from '../ReturnTag.tsx';
import { words } from './words.ts';

type Line = Schemas['Line'];
type Word = keyof typeof words;
type Answers = Record<string, Record<string, string | number | undefined>>;

/** One step at the station: what it asks of each line, and what it sends. */
interface Step {
  readonly word: Word;
  readonly hint: Word;
  readonly fields: (line: Line) => ReactNode;
  readonly first: (line: Line) => Answers[string];
  readonly send: (one: Schemas['Return'], lines: readonly Line[], answers: Answers) => Promise<unknown>;
}

const isInHand = (line: Line): boolean => line.accepted && (line.received_quantity ?? 0) > 0;
const place = (one: Schemas['Return']) => ({ path: { return_id: one.id }, header: ifMatch(one.version) });

const STEPS: Partial<Record<Schemas['ReturnState'], Step>> = {
  shipped: {
    word: 'receive',
    hint: 'receiveHint',
    fields: (line) => <ReceiveFields line={line} />,
    first: (line) => ({ quantity: line.quantity, damaged: 0, wrong_part: 0, note: '' }),
    send: (one, lines, answers) =>
      api.POST('/v1/returns/{return_id}/receipt', {
        params: place(one),
        body: { lines: lines.map((line) => ({ line: line.line, ...answers[line.line] }) as Schemas['ReceivedLine']) },
      }),
  },
  received: {
    word: 'inspect',
    hint: 'inspectHint',
    fields: (line) => <InspectFields line={line} />,
    first: () => ({ note: '' }),
    send: (one, lines, answers) =>
      api.POST('/v1/returns/{return_id}/inspection', {
        params: place(one),
        body: { lines: lines.map((line) => ({ line: line.line, ...answers[line.line] }) as Schemas['Found']) },
      }),
  },
  inspected: {
    word: 'dispose',
    hint: 'disposeHint',
    fields: (line) => <DisposeFields line={line} />,
    first: () => ({}),
    send: (one, lines, answers) =>
      api.POST('/v1/returns/{return_id}/disposition', {
        params: place(one),
        body: { lines: lines.map((line) => disposedOf(line, answers[line.line] ?? {})) },
      }),
  },
};

function disposedOf(line: Line, answer: Answers[string]): Schemas['Disposed'] {
  const serial = String(answer.replacement_serial ?? '').trim();
  return {
    line: line.line,
    disposition: answer.disposition as Schemas['Disposition'],
    ...(serial ? { replacement_serial: serial } : {}),
  };
}

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/returns/{return_id}', { params: { path: { return_id: id } } });
  return <Loaded query={asked}>{(shown) => <Desk key={shown.summary.state} shown={shown} />}</Loaded>;
}

/** The return is elsewhere on its way; it says where, and leads there. */
function NothingHere({ summary }: { summary: Schemas['Return'] }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const go = useNavigate();
  const toReturn = <Button onClick={() => void go(`/returns/${summary.id}`)}>{t('toReturn')}</Button>;
  return (
    <Page
      title={summary.number}
      mark={<ReturnTag state={summary.state} />}
      hint={nameOf(summary, 'dealer_name')}
      back="/receiving"
    >
      <Card>
        <Nothing title={t('nothingHere')} hint={t('nothingHereHint')} action={toReturn} />
      </Card>
    </Page>
  );
}

function Desk({ shown: { summary, lines } }: { shown: Schemas['ReturnShown'] }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const go = useNavigate();
  const confirm = useConfirm();
  const step = STEPS[summary.state];
  const mine = lines.filter((line) => (summary.state === 'shipped' ? line.accepted : isInHand(line)));
  const save = useAct({
    run: (answers: Answers) => step?.send(summary, mine, answers) ?? Promise.resolve(),
    done: t('saved'),
    changes: ['/v1/returns', '/v1/tasks', '/v1/documents'],
    then: () => void go(`/returns/${summary.id}`),
  });
  const ask = async (answers: Answers) => {
    const title = t('finalTitle', { step: t(step?.word ?? 'receive') });
    if (await confirm({ title, content: t('finalHint'), verb: t('save') })) save.mutate(answers);
  };
  if (!step) return <NothingHere summary={summary} />;
  const first = Object.fromEntries(mine.map((line) => [line.line, step.first(line)]));
  return (
    <Page
      title={t('stationTitle', { number: summary.number, step: t(step.word) })}
      hint={t(step.hint)}
      back={`/returns/${summary.id}`}
    >
      <Form<Answers>
        layout="vertical"
        initialValues={first}
        onFinish={(answers) => void ask(answers)}
        scrollToFirstError
      >
        {mine.map((line) => (
          <Card
            key={line.line}
            title={`${nameOf(line, 'part_name')} × ${line.quantity}`}
            extra={line.serial ?? line.model_code}
            style={{ marginBottom: 12 }}
          >
            <p style={{ marginTop: 0 }}>
              {line.part_number} · {line.fault_code} {line.fault_text}
            </p>
            <PhotoStrip ids={line.photo_ids} />
            <Row gutter={12} style={{ marginTop: 8 }}>
              {step.fields(line)}
            </Row>
          </Card>
        ))}
        <Button type="primary" size="large" htmlType="submit" loading={save.isPending}>
          {t('save')}
        </Button>
      </Form>
    </Page>
  );
}

function ReceiveFields({ line }: { line: Line }) {
  const t = useWords(words);
  const counts = [
    ['quantity', 'arrived'],
    ['damaged', 'damaged'],
    ['wrong_part', 'wrongPart'],
  ] as const;
  return (
    <>
      {counts.map(([field, word]) => (
        <Col key={field} xs={8} md={4}>
          <Form.Item name={[line.line, field]} label={t(word)}>
            <InputNumber min={0} max={1_000_000} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
      ))}
      <Col xs={24} md={12}>
        <Note line={line} />
      </Col>
    </>
  );
}

function InspectFields({ line }: { line: Line }) {
  const t = useWords(words);
  const domain = useDomain();
  const findings = (Object.keys(FINDINGS) as Schemas['PolicyWordsFinding'][]).map((value) => ({
    value,
    label: domain(FINDINGS, value),
  }));
  return (
    <>
      <Col xs={24} md={10}>
        <Form.Item
          name={[line.line, 'finding']}
          label={t('finding')}
          rules={[{ required: true, message: t('needed') }]}
        >
          <Select options={findings} />
        </Form.Item>
      </Col>
      <Col xs={24} md={14}>
        <Note line={line} />
      </Col>
    </>
  );
}

function DisposeFields({ line }: { line: Line }) {
  const t = useWords(words);
  const domain = useDomain();
  const values = (Object.keys(DISPOSITIONS) as Schemas['Disposition'][]).map((value) => ({
    value,
    label: domain(DISPOSITIONS, value),
  }));
  return (
    <>
      <Col xs={24} md={6}>
        <Form.Item label={t('finding')}>{domain(FINDINGS, line.finding)}</Form.Item>
      </Col>
      <Col xs={24} md={8}>
        <Form.Item
          name={[line.line, 'disposition']}
          label={t('disposition')}
          rules={[{ required: true, message: t('needed') }]}
        >
          <Select options={values} />
        </Form.Item>
      </Col>
      <Col xs={24} md={10}>
        <Form.Item name={[line.line, 'replacement_serial']} label={t('serialOut')}>
          <Input maxLength={64} />
        </Form.Item>
      </Col>
    </>
  );
}

function Note({ line }: { line: Line }) {
  const t = useWords(words);
  return (
    <Form.Item name={[line.line, 'note']} label={t('note')}>
      <Input maxLength={1000} />
    </Form.Item>
  );
}
