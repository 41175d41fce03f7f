/** A unit that was found, and its parts to pick from. */
import { CheckCircleFilled, CloseOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Typography } from 'antd';
import { Card } from '../../../ui/Card.tsx';
import { useState } from 'react';
import { api, body, remote, type Schemas } from '../../../api/client.ts';
import { useQuery } from '@tanstack/react-query';
import { useName, useNameOf, useWords } from '../../../app/language.ts';
import { PROOFS, useDomain } from '../../../ui/domain.ts';
import { useFormat } from '../../../ui/format.ts';
import { Loaded } from '../../../ui/states.tsx';
import type { DraftState, Subject } from './draft.ts';
import { words } from './words.ts';

const MANY = 12;

interface Props {
  subject: Subject;
  state: DraftState;
}

export function UnitCard({ subject, state }: Props) {
  const t = useWords(words);
  const close = (
    <Button
      type="text"
      size="small"
      icon={<CloseOutlined />}
      aria-label={t('removeUnit', { serial: subject.serial ?? subject.modelCode })}
      onClick={() => state.removeSubject(subject.key)}
    />
  );
  return (
    <Card size="small" title={subject.serial ?? subject.modelCode} extra={close} style={{ marginTop: 12 }}>
      {subject.serial ? <UnitFacts serial={subject.serial} /> : <ModelFacts subject={subject} />}
      <PartPicker subject={subject} state={state} />
    </Card>
  );
}

function UnitFacts({ serial }: { serial: string }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const format = useFormat();
  const domain = useDomain();
  const asked = useQuery({
    queryKey: ['list', '/v1/units', serial],
    queryFn: () => body(api.GET('/v1/units', { params: { query: { serial, limit: 1 } } })),
  });
  const unit = asked.data?.items[0];
  if (!unit) return null;
  const facts: [string, string][] = [
    [t('model'), `${unit.model_code} ${nameOf(unit, 'model_name')}`],
    [t('soldOnShort'), format.day(unit.sale_date)],
    [t('invoiced'), format.day(unit.invoice_date)],
    [t('proof'), domain(PROOFS, unit.proof)],
    [t('owner'), [unit.owner_name, unit.owner_phone].filter(Boolean).join(' ') || '—'],
  ];
  return <Facts facts={facts} />;
}

function ModelFacts({ subject }: { subject: Subject }) {
  const t = useWords(words);
  const format = useFormat();
  return (
    <Facts
      facts={[
        [t('model'), subject.modelCode],
        [t('soldOn'), format.day(subject.soldOn)],
      ]}
    />
  );
}

function Facts({ facts }: { facts: readonly [string, string][] }) {
  return (
    <dl className="facts" style={{ marginBottom: 12 }}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function PartPicker({ subject, state }: Props) {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/product-models/{model_id}/bom', {
    params: { path: { model_id: subject.modelId } },
  });
  return (
    <Loaded query={asked} rows={2}>
      {({ lines }) =>
        lines.length ? (
          <Parts parts={lines.map((line) => line.part)} subject={subject} state={state} />
        ) : (
          <Typography.Text>{t('noParts')}</Typography.Text>
        )
      }
    </Loaded>
  );
}

function Parts({ parts, subject, state }: Props & { parts: readonly Schemas['CatalogPart'][] }) {
  const t = useWords(words);
  const name = useName();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = parts.filter((part) => `${part.number} ${part.name} ${part.name_en}`.toLowerCase().includes(wanted));
  return (
    <>
      <Flex justify="space-between" align="center" gap={8} wrap style={{ marginBottom: 8 }}>
        <Typography.Text type="secondary">{t('pickPart')}</Typography.Text>
        {parts.length > MANY && (
          <Input
            size="small"
            allowClear
            style={{ width: 200 }}
            placeholder={t('searchPart')}
            aria-label={t('searchPart')}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Flex>
      <div className="parts" role="group" aria-label={t('pickPart')}>
        {shown.map((part) => {
          const isPicked = state.draft.lines.some((line) => line.key === `${subject.key}/${part.number}`);
          return (
            <button
              key={part.id}
              type="button"
              className="part"
              aria-pressed={isPicked}
              onClick={() => state.togglePart(subject, { number: part.number, name: name(part) })}
            >
              <span>{name(part)}</span>
              <small>{part.number}</small>
              {isPicked && <CheckCircleFilled />}
            </button>
          );
        })}
      </div>
    </>
  );
}
