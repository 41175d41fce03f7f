/** Terms in a form: from which month, the share in the workers' turns, and the allowances. */
import { Col, Form, InputNumber, Row } from 'antd';
import { useWords } from '../../../app/language.ts';
import { MonthField } from '../../../ui/MonthField.tsx';
import { AllowanceFields } from './AllowanceFields.tsx';
import type { Entries } from './allowances.ts';
import { words } from './words.ts';

export interface TermsEntered {
  from_month: string;
  weight: number;
  meters: Entries;
}

const MOST = 100;

export function TermsFields() {
  const t = useWords(words);
  return (
    <>
      <Row gutter={16}>
        <Col xs={24} md={12}>
          <Form.Item
            name="from_month"
            label={t('from')}
            extra={t('fromHint')}
            rules={[{ required: true, message: t('needed') }]}
          >
            <MonthField />
          </Form.Item>
        </Col>
        <Col xs={24} md={12}>
          <Form.Item
            name="weight"
            label={t('weight')}
            extra={t('weightHint')}
            rules={[{ required: true, message: t('needed') }]}
          >
            <InputNumber min={1} max={MOST} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
      </Row>
      <h3 style={{ fontSize: 14, margin: '4px 0 0' }}>{t('allowances')}</h3>
      <p className="muted" style={{ margin: '2px 0 8px' }}>
        {t('allowancesHint')}
      </p>
      <AllowanceFields within="meters" />
    </>
  );
}
