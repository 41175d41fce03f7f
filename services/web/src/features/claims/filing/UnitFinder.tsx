/** Naming the unit: scan or type its serial, or name model and day of purchase where there is none. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, DatePicker, Flex, Form, Input, type InputRef, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { ScanButton } from '../../../ui/ScanButton.tsx';
import { ProblemState } from '../../../ui/states.tsx';
import { UNIT_STATES, useDomain } from '../../../ui/domain.ts';
import type { Subject } from './draft.ts';
import { words } from './words.ts';

interface Props {
  onFound: (subject: Subject) => void;
}

export function UnitFinder({ onFound }: Props) {
  const t = useWords(words);
  const [bySerial, setBySerial] = useState(true);
  return (
    <>
      {bySerial ? <BySerial onFound={onFound} /> : <ByModel onFound={onFound} />}
      <Button type="link" style={{ paddingInline: 0 }} onClick={() => setBySerial(!bySerial)}>
        {t(bySerial ? 'noSerial' : 'withSerial')}
      </Button>
    </>
  );
}

function BySerial({ onFound }: Props) {
  const t = useWords(words);
  const domain = useDomain();
  const field = useRef<InputRef>(null);
  const [serial, setSerial] = useState('');
  const find = useMutation({
    mutationFn: async (wanted: string) => {
      const { items } = await body(api.GET('/v1/units', { params: { query: { serial: wanted, limit: 1 } } }));
      return { wanted, unit: items[0] };
    },
    onSuccess: ({ unit }) => {
      if (unit?.state !== 'in_use') return;
      onFound(subjectOf(unit));
      setSerial('');
    },
  });
  const look = (text: string) => {
    const wanted = text.trim();
    setSerial(wanted);
    if (wanted) find.mutate(wanted);
  };
  const [params] = useSearchParams();
  const given = params.get('serial');
  const { mutate } = find;
  useEffect(() => {
    if (given) mutate(given);
    else field.current?.focus();
  }, [given, mutate]);
  const found = find.data;
  return (
    <>
      <Flex gap={8} wrap>
        <Input
          ref={field}
          size="large"
          value={serial}
          aria-label={t('serial')}
          placeholder={t('serialHint')}
          maxLength={40}
          style={{ flex: '1 1 220px' }}
          onChange={(event) => setSerial(event.target.value)}
          onPressEnter={() => look(serial)}
          autoComplete="off"
          autoCapitalize="characters"
        />
        <Button size="large" type="primary" loading={find.isPending} onClick={() => look(serial)}>
          {t('find')}
        </Button>
        <ScanButton size="large" onCode={look} />
      </Flex>
      <div aria-live="polite">
        {found && !found.unit && (
          <Alert
            style={{ marginTop: 12 }}
            type="warning"
            showIcon
            title={t('unitMissing', { serial: found.wanted })}
            description={t('unitMissingHint')}
          />
        )}
        {found?.unit && found.unit.state !== 'in_use' && (
          <Alert
            style={{ marginTop: 12 }}
            type="warning"
            showIcon
            title={t('notInUse', { state: domain(UNIT_STATES, found.unit.state) })}
          />
        )}
      </div>
      {find.error && <ProblemState error={find.error} onRetry={() => look(serial)} />}
    </>
  );
}

function subjectOf(unit: Schemas['UnitShown']): Subject {
  return {
    key: unit.serial,
    serial: unit.serial,
    modelId: unit.model_id,
    modelCode: unit.model_code,
    soldOn: unit.sale_date,
    proof: unit.proof ?? null,
  };
}

interface ModelAnswers {
  model: string;
  soldOn: Dayjs;
}

function ByModel({ onFound }: Props) {
  const t = useWords(words);
  const name = useName();
  const [text, setText] = useState('');
  const models = useQuery({
    queryKey: ['list', '/v1/product-models', text],
    queryFn: () =>
      body(api.GET('/v1/product-models', { params: { query: { limit: 100, ...(text ? { text } : {}) } } })),
  });
  const known = models.data?.items ?? [];
  const use = ({ model, soldOn }: ModelAnswers) => {
    const chosen = known.find((one) => one.code === model);
    if (!chosen) return;
    const day = soldOn.format('YYYY-MM-DD');
    onFound({ key: `${model}/${day}`, serial: null, modelId: chosen.id, modelCode: model, soldOn: day, proof: null });
  };
  return (
    <Form<ModelAnswers> layout="inline" requiredMark={false} onFinish={use} style={{ rowGap: 12 }}>
      <Form.Item name="model" label={t('model')} rules={[{ required: true, message: t('model') }]}>
        <Select
          showSearch={{ onSearch: setText, filterOption: false }}
          loading={models.isFetching}
          style={{ width: 260 }}
          options={known.map((one) => ({ value: one.code, label: `${one.code} ${name(one)}` }))}
        />
      </Form.Item>
      <Form.Item name="soldOn" label={t('soldOn')} rules={[{ required: true, message: t('soldOn') }]}>
        <DatePicker />
      </Form.Item>
      <Button htmlType="submit" type="primary">
        {t('use')}
      </Button>
    </Form>
  );
}
