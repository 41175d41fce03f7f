/** The fields that models and parts both have. */
import { Col, Form, Input, Row, Select } from 'antd';
import { useWords } from '../../app/language.ts';
import { CATALOG_STATES, useChoices } from '../../ui/domain.ts';
import { words } from './words.ts';

/** What never changes of an entry. */
export function KeyField({ name }: { name: 'code' | 'number' }) {
  const t = useWords(words);
  const message = t(name === 'code' ? 'codeNeeded' : 'numberNeeded');
  return (
    <Form.Item
      name={name}
      label={t(name)}
      extra={t('fixedHint')}
      normalize={(typed: string) => typed.trimStart()}
      rules={[{ required: true, whitespace: true, message }]}
    >
      <Input maxLength={40} autoComplete="off" autoFocus />
    </Form.Item>
  );
}

/** Names, category, and whether it is still made. */
export function CommonFields({ isNew, hint }: { isNew: boolean; hint?: string }) {
  const t = useWords(words);
  const choices = useChoices();
  return (
    <>
      <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('nameNeeded') }]}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="name_en" label={t('nameEn')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Row gutter={12}>
        <Col xs={24} sm={isNew ? 24 : 14}>
          <Form.Item name="category" label={t('category')} {...(hint ? { extra: hint } : {})}>
            <Input maxLength={40} autoComplete="off" />
          </Form.Item>
        </Col>
        {!isNew && (
          <Col xs={24} sm={10}>
            <Form.Item name="state" label={t('state')}>
              <Select options={choices(CATALOG_STATES)} />
            </Form.Item>
          </Col>
        )}
      </Row>
    </>
  );
}

/** What was typed, without the space around it. */
export const trimmed = <T extends { name: string; name_en?: string; category?: string }>(typed: T): T => ({
  ...typed,
  name: typed.name.trim(),
  name_en: typed.name_en?.trim() ?? '',
  category: typed.category?.trim() ?? '',
});
