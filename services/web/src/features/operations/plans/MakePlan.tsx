/** Making a plan: what it is called and what a month of it includes. */
import { Button, Col, Form, Input, Row } from 'antd';
import { useNavigate } from 'react-router';
import { api, body, newKey } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { showInFields } from '../../../ui/fields.ts';
import { Page } from '../../../ui/Page.tsx';
import { thisMonth } from '../../../ui/usage.ts';
import { allowancesOf, entriesOf } from './allowances.ts';
import { type TermsEntered, TermsFields } from './TermsFields.tsx';
import { words } from './words.ts';

interface Answers extends TermsEntered {
  code: string;
  name: string;
  name_en?: string;
}

const CODE = /^[a-z0-9][a-z0-9-]{1,39}$/;

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const [form] = Form.useForm<Answers>();
  const make = useAct({
    run: ({ meters, ...given }: Answers) =>
      body(
        api.POST('/v1/operator/plans', {
          params: { header: { 'Idempotency-Key': newKey() } },
          body: { ...given, allowances: allowancesOf(meters) },
        }),
      ),
    changes: ['/v1/operator/plans', '/v1/operator/acts'],
    done: t('made'),
    then: (plan) => void go(`/operator/plans/${plan.id}`, { replace: true }),
    refused: (problem) => showInFields(form, problem),
  });
  const needed = { required: true, whitespace: true, message: t('needed') };
  return (
    <Page title={t('make')} hint={t('makeHint')} back="/operator/plans">
      <Form<Answers>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ from_month: thisMonth(), weight: 1, meters: entriesOf({}) }}
        style={{ maxWidth: 820 }}
        scrollToFirstError
        onFinish={(answers) => make.mutate(answers)}
      >
        <Card title={t('plan')} style={{ marginBottom: 16 }}>
          <Row gutter={16}>
            <Col xs={24} md={8}>
              <Form.Item name="name" label={t('name')} rules={[needed]}>
                <Input maxLength={200} autoComplete="off" />
              </Form.Item>
            </Col>
            <Col xs={24} md={8}>
              <Form.Item name="name_en" label={t('nameEn')}>
                <Input maxLength={200} autoComplete="off" />
              </Form.Item>
            </Col>
            <Col xs={24} md={8}>
              <Form.Item
                name="code"
                label={t('code')}
                extra={t('codeHint')}
                rules={[{ required: true, pattern: CODE, message: t('codeWrong') }]}
              >
                <Input maxLength={40} autoComplete="off" />
              </Form.Item>
            </Col>
          </Row>
        </Card>
        <Card title={t('terms')} style={{ marginBottom: 16 }}>
          <TermsFields />
        </Card>
        <Button type="primary" size="large" htmlType="submit" loading={make.isPending}>
          {t('make')}
        </Button>
      </Form>
    </Page>
  );
}
