/** Letting a manufacturer in: its particulars, and who administers it first. */
import { Button, Col, Form, Input, Row, Select } from 'antd';
import { useNavigate } from 'react-router';
import { api, body, newKey, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { Page } from '../../../ui/Page.tsx';
import { PersonFields } from './PersonFields.tsx';
import { words } from './words.ts';

type Answers = Schemas['ProvisionTenant'];
const CODE = /^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/;
const CURRENCIES = ['CNY', 'HKD', 'TWD', 'USD', 'EUR', 'JPY'];
const ZONES = [
  'Asia/Shanghai',
  'Asia/Hong_Kong',
  'Asia/Taipei',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Europe/Berlin',
  'UTC',
];
const LOCALES = [
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
];
const FIRST = { currency: 'CNY', time_zone: 'Asia/Shanghai', locale: 'zh' } as const;
const options = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const provision = useAct({
    run: (wanted: Answers) =>
      body(api.POST('/v1/operator/tenants', { params: { header: { 'Idempotency-Key': newKey() } }, body: wanted })),
    changes: ['/v1/operator'],
    done: t('provisioned'),
    then: (made) => void go(`/operator/tenants/${made.tenant.id}`, { replace: true }),
  });
  const needed = { required: true, whitespace: true, message: t('needed') };
  return (
    <Page title={t('provision')} hint={t('provisionHint')} back="/operator/tenants">
      <Form<Answers>
        layout="vertical"
        requiredMark={false}
        initialValues={FIRST}
        style={{ maxWidth: 760 }}
        onFinish={(answers) => provision.mutate(answers)}
      >
        <Card title={t('brand')} style={{ marginBottom: 16 }}>
          <Row gutter={16}>
            <Col xs={24} md={12}>
              <Form.Item name="name" label={t('name')} rules={[needed]}>
                <Input maxLength={200} autoComplete="off" />
              </Form.Item>
            </Col>
            <Col xs={24} md={12}>
              <Form.Item name="name_en" label={t('nameEn')}>
                <Input maxLength={200} autoComplete="off" />
              </Form.Item>
            </Col>
            <Col xs={24} md={12}>
              <Form.Item
                name="code"
                label={t('code')}
                extra={t('codeHint')}
                rules={[{ required: true, pattern: CODE, message: t('codeWrong') }]}
              >
                <Input maxLength={40} autoComplete="off" />
              </Form.Item>
            </Col>
            <Col xs={24} md={12}>
              <Form.Item name="currency" label={t('currency')}>
                <Select options={options(CURRENCIES)} />
              </Form.Item>
            </Col>
            <Col xs={24} md={12}>
              <Form.Item name="time_zone" label={t('timeZone')}>
                <Select showSearch options={options(ZONES)} />
              </Form.Item>
            </Col>
            <Col xs={24} md={12}>
              <Form.Item name="locale" label={t('locale')}>
                <Select options={LOCALES} />
              </Form.Item>
            </Col>
          </Row>
        </Card>
        <Card title={t('administrator')} style={{ marginBottom: 16 }}>
          <PersonFields within="administrator" />
        </Card>
        <Button type="primary" size="large" htmlType="submit" loading={provision.isPending}>
          {t('submit')}
        </Button>
      </Form>
    </Page>
  );
}
