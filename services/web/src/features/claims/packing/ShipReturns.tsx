/** Shipping: packed returns to one factory go together under one waybill. */
import { Button, DatePicker, Flex, Form, Input, Typography } from 'antd';
import { Card } from '../../../ui/Card.tsx';
import dayjs, { type Dayjs } from 'dayjs';
import { useMemo, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api, body, newKey, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import type { Columns } from '../../../ui/columns.tsx';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { Page } from '../../../ui/Page.tsx';
import { SheetTable } from '../../../ui/SheetTable.tsx';
import { ScanButton } from '../../../ui/ScanButton.tsx';
import { Loading, Nothing, ProblemState } from '../../../ui/states.tsx';
import { words } from './words.ts';

type Return = Schemas['Return'];
const MOST = 100;

export function Component() {
  const t = useWords(words);
  const [params] = useSearchParams();
  const [chosen, setChosen] = useState<string[]>(() => (params.get('returns') ?? '').split(',').filter(Boolean));
  const list = useList({
    address: '/v1/returns',
    scope: 'packed',
    limit: MOST,
    ask: (page) => body(api.GET('/v1/returns', { params: { query: { ...page, state: 'packed' } } })),
  });
  const picked = list.rows.filter((row) => chosen.includes(row.id));
  const factories = Map.groupBy(list.rows, (row) => row.route?.factory ?? '');
  return (
    <Page title={t('shipTitle')} hint={t('shipHint')}>
      {list.query.isPending && <Loading />}
      {list.query.error && <ProblemState error={list.query.error} onRetry={() => void list.query.refetch()} />}
      {list.query.data && !list.rows.length && <NothingPacked />}
      {list.rows.length > 0 && (
        <div className="two-sides">
          <div>
            {[...factories].map(([factory, rows]) => (
              <FactoryReturns
                key={factory}
                factory={factory}
                rows={rows}
                picked={picked}
                chosen={chosen}
                choose={setChosen}
              />
            ))}
          </div>
          <aside>
            <Waybill picked={picked} />
          </aside>
        </div>
      )}
    </Page>
  );
}

function NothingPacked() {
  const t = useWords(words);
  const link = <Link to="/returns?state=approved">{t('toReturns')}</Link>;
  return <Nothing title={t('nothingPacked')} hint={t('nothingPackedHint')} action={link} />;
}

interface FactoryProps {
  factory: string;
  rows: Return[];
  picked: Return[];
  chosen: string[];
  choose: (ids: string[]) => void;
}

function FactoryReturns({ factory, rows, picked, chosen, choose }: FactoryProps) {
  const t = useWords(words);
  const format = useFormat();
  const isOther = picked.some((row) => row.route?.factory !== factory);
  const columns = useMemo<Columns<Return>>(
    () => [
      {
        key: 'number',
        title: t('number'),
        value: (row) => row.number,
        render: (row) => <Link to={`/returns/${row.id}`}>{row.number}</Link>,
      },
      { key: 'lines', title: t('lines'), value: (row) => row.line_count, align: 'end' },
      {
        key: 'amount',
        title: t('amount'),
        value: (row) => row.amount.amount,
        render: (row) => format.money(row.amount),
        align: 'end',
      },
      { key: 'filed', title: t('filedAt'), value: (row) => format.instant(row.filed_at) },
    ],
    [t, format],
  );
  const mine = rows.map((row) => row.id);
  const selection = {
    selectedRowKeys: chosen,
    onChange: (keys: React.Key[]) =>
      choose([...chosen.filter((id) => !mine.includes(id)), ...keys.map(String).filter((id) => mine.includes(id))]),
    getCheckboxProps: (row: Return) => ({
      disabled: isOther,
      title: isOther ? t('otherFactory') : row.number,
      'aria-label': row.number,
    }),
  };
  const [first] = rows;
  return (
    <Card title={t('factory', { factory })} style={{ marginBottom: 16 }}>
      <Typography.Paragraph type="secondary">
        {first?.route?.consignee} · {first?.route?.address}
      </Typography.Paragraph>
      <SheetTable
        id="shipment.returns"
        title={factory}
        rows={rows}
        columns={columns}
        rowKey={(row) => row.id}
        selection={selection}
      />
    </Card>
  );
}

interface Answers {
  carrier: string;
  waybill: string;
  shippedOn: Dayjs;
}

const CARRIER = 'aftersales.carrier';

function Waybill({ picked }: { picked: Return[] }) {
  const t = useWords(words);
  const go = useNavigate();
  const [form] = Form.useForm<Answers>();
  const [key] = useState(newKey);
  const ship = useAct<Answers, Schemas['Shipment']>({
    run: ({ carrier, waybill, shippedOn }) =>
      body(
        api.POST('/v1/shipments', {
          params: {
            header: { 'Idempotency-Key': `${key}:${waybill}:${picked.map((one) => one.id).join()}`.slice(0, 200) },
          },
          body: {
            returns: picked.map(({ id, version }) => ({ id, version })),
            carrier: carrier.trim(),
            waybill: waybill.trim(),
            shipped_on: shippedOn.format('YYYY-MM-DD'),
          },
        }),
      ),
    done: (shipment) => t('shipped', { count: shipment.return_ids.length, waybill: shipment.waybill }),
    changes: ['/v1/returns'],
    then: (shipment) => {
      localStorage.setItem(CARRIER, shipment.carrier);
      void go(picked.length === 1 ? `/returns/${picked[0]?.id}` : '/returns?state=shipped');
    },
  });
  const first = { carrier: localStorage.getItem(CARRIER) ?? '', shippedOn: dayjs() };
  return (
    <Card title={t('chosen', { count: picked.length })}>
      <Form<Answers> form={form} layout="vertical" initialValues={first} onFinish={(answers) => ship.mutate(answers)}>
        <Form.Item
          name="carrier"
          label={t('carrier')}
          rules={[{ required: true, whitespace: true, message: t('needed') }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item label={t('waybill')} htmlFor="waybill" required>
          <Flex gap={8}>
            <Form.Item
              name="waybill"
              noStyle
              rules={[{ required: true, pattern: /^[A-Za-z0-9-]{4,64}$/, message: t('waybillWrong') }]}
            >
              <Input id="waybill" maxLength={64} autoComplete="off" />
            </Form.Item>
            <ScanButton onCode={(waybill) => form.setFieldsValue({ waybill })} />
          </Flex>
        </Form.Item>
        <Form.Item name="shippedOn" label={t('shippedOn')} rules={[{ required: true, message: t('needed') }]}>
          <DatePicker maxDate={dayjs()} allowClear={false} style={{ width: '100%' }} />
        </Form.Item>
        <Button type="primary" size="large" block htmlType="submit" disabled={!picked.length} loading={ship.isPending}>
          {t('ship')}
        </Button>
      </Form>
    </Card>
  );
}
