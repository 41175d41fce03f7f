/** Packing: both papers are filled in from the return, the dealer and the policy, to be checked and printed. */
import { Button, Col, DatePicker, Form, Input, InputNumber, Row } from 'antd';
import { Card } from '../../../ui/Card.tsx';
import dayjs, { type Dayjs } from 'dayjs';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api, body, ifMatch, remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { Page } from '../../../ui/Page.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { words } from './words.ts';

type Packing = Schemas['Packing'];

export function Component() {
  const { id = '' } = useParams();
  const { me } = useSession();
  const asked = remote.useQuery('get', '/v1/returns/{return_id}', { params: { path: { return_id: id } } });
  const house = remote.useQuery('get', '/v1/organisations/{organisation_id}', {
    params: { path: { organisation_id: me.organisation_id ?? '' } },
  });
  return (
    <Loaded query={asked}>
      {(shown) => (
        <Loaded query={house}>{(dealer) => <PackingForm shown={shown} first={firstPacking(shown, dealer)} />}</Loaded>
      )}
    </Loaded>
  );
}

/** What both papers say unless somebody knows better. */
function firstPacking({ summary, lines }: Schemas['ReturnShown'], dealer: Schemas['Organisation']): Packing {
  const pieces = lines.filter((line) => line.accepted).reduce((sum, line) => sum + line.quantity, 0);
  const { route } = summary;
  return {
    packing_list: {
      dealer_name: dealer.name,
      dealer_address: dealer.address,
      dealer_phone: dealer.phone || null,
      date: dayjs().format('YYYY-MM-DD'),
      total_quantity: pieces,
      ...summary.packing?.packing_list,
    },
    transport_form: {
      consignee_name: route?.consignee ?? '',
      consignee_address: route?.address ?? '',
      consignee_phone: route?.phone ?? '',
      consignor_name: dealer.name,
      consignor_address: dealer.address,
      consignor_phone: dealer.phone || null,
      quantity: pieces,
      packages: 1,
      ...summary.packing?.transport_form,
    },
  };
}

function PackingForm({ shown: { summary }, first }: { shown: Schemas['ReturnShown']; first: Packing }) {
  const t = useWords(words);
  const go = useNavigate();
  const pack = useAct({
    run: (packing: Packing) =>
      body(
        api.POST('/v1/returns/{return_id}/packing', {
          params: { path: { return_id: summary.id }, header: ifMatch(summary.version) },
          body: { packing },
        }),
      ),
    done: t('packed', { number: summary.number }),
    changes: ['/v1/returns', '/v1/documents'],
    then: () => void go(`/returns/${summary.id}`),
  });
  return (
    <Page title={t('packTitle', { number: summary.number })} hint={t('packHint')} back={`/returns/${summary.id}`}>
      <Form<Packing>
        layout="vertical"
        initialValues={first}
        onFinish={(packing) => pack.mutate(packing)}
        scrollToFirstError
      >
        <Row gutter={[16, 16]}>
          <Col xs={24} lg={12}>
            <Card title={t('packingList')}>
              <Text name={['packing_list', 'dealer_name']} label={t('dealerName')} />
              <Text name={['packing_list', 'dealer_address']} label={t('dealerAddress')} />
              <Row gutter={12}>
                <Col xs={24} sm={10}>
                  <Text name={['packing_list', 'dealer_phone']} label={t('dealerPhone')} isOptional />
                </Col>
                <Col xs={14} sm={8}>
                  <Day name={['packing_list', 'date']} label={t('date')} />
                </Col>
                <Col xs={10} sm={6}>
                  <Count name={['packing_list', 'total_quantity']} label={t('totalQuantity')} />
                </Col>
              </Row>
            </Card>
          </Col>
          <Col xs={24} lg={12}>
            <Card title={t('transportForm')}>
              <TransportFields />
            </Card>
          </Col>
        </Row>
        <Button type="primary" size="large" htmlType="submit" loading={pack.isPending} style={{ marginTop: 16 }}>
          {t('pack')}
        </Button>
      </Form>
    </Page>
  );
}

function TransportFields() {
  const t = useWords(words);
  return (
    <Row gutter={12}>
      <Col xs={24} sm={14}>
        <Text name={['transport_form', 'consignee_name']} label={t('consignee')} isFixed />
      </Col>
      <Col xs={24} sm={10}>
        <Text name={['transport_form', 'consignee_phone']} label={t('consigneePhone')} isFixed />
      </Col>
      <Col xs={24}>
        <Text name={['transport_form', 'consignee_address']} label={t('consigneeAddress')} isFixed />
      </Col>
      <Col xs={24} sm={14}>
        <Text name={['transport_form', 'consignor_name']} label={t('consignor')} />
      </Col>
      <Col xs={24} sm={10}>
        <Text name={['transport_form', 'consignor_phone']} label={t('consignorPhone')} isOptional />
      </Col>
      <Col xs={24}>
        <Text name={['transport_form', 'consignor_address']} label={t('consignorAddress')} />
      </Col>
      <Col xs={12} sm={5}>
        <Count name={['transport_form', 'quantity']} label={t('quantity')} />
      </Col>
      <Col xs={12} sm={5}>
        <Count name={['transport_form', 'packages']} label={t('packages')} />
      </Col>
      <Col xs={24} sm={14}>
        <Text name={['transport_form', 'carrier']} label={t('carrier')} isOptional />
      </Col>
      <Col xs={24}>
        <Text
          name={['transport_form', 'packing_remarks']}
          label={t('remarks')}
          placeholder={t('remarksHint')}
          isOptional
        />
      </Col>
    </Row>
  );
}

interface FieldProps {
  name: [keyof Packing, string];
  label: string;
  isOptional?: boolean;
  extra?: string;
  children: ReactNode;
}

function Field({ name, label, isOptional = false, extra, children }: FieldProps) {
  const t = useWords(words);
  return (
    <Form.Item
      name={name}
      label={label}
      extra={extra}
      rules={isOptional ? [] : [{ required: true, message: t('needed') }]}
    >
      {children}
    </Form.Item>
  );
}

interface TextProps extends Omit<FieldProps, 'children' | 'extra'> {
  /** The policy says it; it is shown and not changed. */
  isFixed?: boolean;
  placeholder?: string;
}

function Text({ isFixed = false, placeholder, ...field }: TextProps) {
  const t = useWords(words);
  return (
    <Field {...field}>
      <Input
        maxLength={400}
        readOnly={isFixed}
        title={isFixed ? t('byPolicy') : undefined}
        placeholder={placeholder}
        variant={isFixed ? 'filled' : 'outlined'}
      />
    </Field>
  );
}

function Day(field: Omit<FieldProps, 'children' | 'extra'>) {
  const t = useWords(words);
  return (
    <Form.Item
      name={field.name}
      label={field.label}
      rules={[{ required: true, message: t('needed') }]}
      getValueProps={(day: string | null) => ({ value: day ? dayjs(day) : null })}
      normalize={(day: Dayjs | null) => day?.format('YYYY-MM-DD') ?? null}
    >
      <DatePicker allowClear={false} style={{ width: '100%' }} />
    </Form.Item>
  );
}

function Count(field: Omit<FieldProps, 'children'>) {
  return (
    <Field {...field}>
      <InputNumber min={1} precision={0} style={{ width: '100%' }} />
    </Field>
  );
}
