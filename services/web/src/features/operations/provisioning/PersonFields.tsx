/** Who is invited: name and address. */
import { Col, Form, Input, Row } from 'antd';
import { useWords } from '../../../app/language.ts';
import { words } from './words.ts';

/** `within` is the part of the form's answers that the person stands in. */
export function PersonFields({ within }: { within?: string }) {
  const t = useWords(words);
  const place = (field: string) => (within ? [within, field] : field);
  return (
    <Row gutter={16}>
      <Col xs={24} md={12}>
        <Form.Item
          name={place('name')}
          label={t('personName')}
          rules={[{ required: true, whitespace: true, message: t('needed') }]}
        >
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
      </Col>
      <Col xs={24} md={12}>
        <Form.Item
          name={place('email')}
          label={t('email')}
          rules={[{ required: true, type: 'email', message: t('emailWrong') }]}
        >
          <Input maxLength={200} autoComplete="off" inputMode="email" />
        </Form.Item>
      </Col>
    </Row>
  );
}
