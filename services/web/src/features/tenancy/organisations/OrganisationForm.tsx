/** An organisation as it is entered or changed; its code and kind stay for good. */
import { Button, Col, Flex, Form, Input, Row, Select } from 'antd';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { api, body, ifMatch, newKey, remote, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { ORGANISATION_KINDS, useChoices } from '../../../ui/domain.ts';
import { showInFields } from '../../../ui/fields.ts';
import { Page } from '../../../ui/Page.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { words } from './words.ts';

type Organisation = Schemas['Organisation'];
type Answers = Schemas['CreateOrganisation'];
const CHANGES = ['/v1/organisations'];

export function Component() {
  const { id } = useParams();
  return id ? <Known id={id} /> : <New />;
}

function New() {
  const t = useWords(words);
  const go = useNavigate();
  const [params] = useSearchParams();
  const [form] = Form.useForm<Answers>();
  const add = useAct({
    run: (answers: Answers) =>
      body(api.POST('/v1/organisations', { params: { header: { 'Idempotency-Key': newKey() } }, body: answers })),
    done: ({ name }) => t('created', { name }),
    changes: CHANGES,
    refused: (problem) => showInFields(form, problem),
    then: ({ id }) => void go(`/organisations/${id}`, { replace: true }),
  });
  const kind = (params.get('kind') ?? 'dealer') as Answers['kind'];
  return (
    <Page title={t('newTitle')} hint={t('newHint')} back="/organisations">
      <Form<Answers>
        form={form}
        layout="vertical"
        initialValues={{ kind }}
        scrollToFirstError
        onFinish={(answers) => add.mutate(answers)}
      >
        <Fields isNew />
        <Save isBusy={add.isPending} />
      </Form>
    </Page>
  );
}

function Known({ id }: { id: string }) {
  const params = { path: { organisation_id: id } };
  const asked = remote.useQuery('get', '/v1/organisations/{organisation_id}', { params });
  return <Loaded query={asked}>{(organisation) => <Change organisation={organisation} />}</Loaded>;
}

function Change({ organisation }: { organisation: Organisation }) {
  const t = useWords(words);
  const name = useName();
  const go = useNavigate();
  const [form] = Form.useForm<Answers>();
  const here = `/organisations/${organisation.id}`;
  const change = useAct({
    run: (answers: Schemas['ChangeOrganisation']) =>
      body(
        api.PUT('/v1/organisations/{organisation_id}', {
          params: { path: { organisation_id: organisation.id }, header: ifMatch(organisation.version) },
          body: answers,
        }),
      ),
    done: t('saved'),
    changes: CHANGES,
    refused: (problem) => showInFields(form, problem),
    then: () => void go(here, { replace: true }),
  });
  return (
    <Page title={t('editTitle', { name: name(organisation) })} hint={organisation.code} back={here}>
      <Form<Answers>
        form={form}
        layout="vertical"
        initialValues={organisation}
        scrollToFirstError
        onFinish={(answers) => change.mutate(answers)}
      >
        <Fields />
        <Save isBusy={change.isPending} />
      </Form>
    </Page>
  );
}

function Save({ isBusy }: { isBusy: boolean }) {
  const t = useWords(words);
  return (
    <Flex style={{ marginTop: 16 }}>
      <Button type="primary" size="large" htmlType="submit" loading={isBusy}>
        {t('save')}
      </Button>
    </Flex>
  );
}

function Fields({ isNew = false }: { isNew?: boolean }) {
  const t = useWords(words);
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} lg={11}>
        <Card title={t('whoItIs')}>
          <Row gutter={12}>
            {isNew && <Identity />}
            <Col xs={24}>
              <Form.Item
                name="name"
                label={t('name')}
                rules={[{ required: true, whitespace: true, message: t('nameNeeded') }]}
              >
                <Input maxLength={200} />
              </Form.Item>
            </Col>
            <Text name="name_en" word="nameEn" most={200} />
            <Text name="contact_name" word="contact" most={100} half />
            <Col xs={24} sm={12}>
              <Form.Item
                name="phone"
                label={t('phone')}
                rules={[{ pattern: /^[0-9+() -]*$/, message: t('phoneWrong') }]}
              >
                <Input maxLength={40} inputMode="tel" />
              </Form.Item>
            </Col>
            <Col xs={24}>
              <Form.Item name="email" label={t('email')} rules={[{ type: 'email', message: t('emailWrong') }]}>
                <Input maxLength={254} inputMode="email" />
              </Form.Item>
            </Col>
          </Row>
        </Card>
      </Col>
      <Col xs={24} lg={13}>
        <Card title={t('whereItIs')}>
          <Row gutter={12}>
            <Text name="province" word="province" most={40} half />
            <Text name="city" word="city" most={40} half />
            <Text name="address" word="address" most={400} />
            <Text name="consignee" word="consignee" most={100} hint="consigneeHint" />
          </Row>
        </Card>
      </Col>
    </Row>
  );
}

/** What can be said once only. */
function Identity() {
  const t = useWords(words);
  const choices = useChoices();
  const kinds = choices(ORGANISATION_KINDS).filter(({ value }) => value !== 'headquarters');
  return (
    <>
      <Col xs={24} sm={12}>
        <Form.Item name="kind" label={t('kind')}>
          <Select options={kinds} />
        </Form.Item>
      </Col>
      <Col xs={24} sm={12}>
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[{ required: true, whitespace: true, message: t('codeNeeded') }]}
        >
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
      </Col>
    </>
  );
}

interface TextProps {
  name: keyof Schemas['ChangeOrganisation'];
  word: keyof typeof words;
  most: number;
  half?: boolean;
  hint?: keyof typeof words;
}

function Text({ name, word, most, half = false, hint }: TextProps) {
  const t = useWords(words);
  return (
    <Col xs={24} {...(half ? { sm: 12 } : {})}>
      <Form.Item name={name} label={t(word)} {...(hint ? { extra: t(hint) } : {})}>
        <Input maxLength={most} />
      </Form.Item>
    </Col>
  );
}
