/** A new password, typed twice. */
import { Form, Input } from 'antd';
import { useWords } from '../../app/language.ts';
import { words } from './words.ts';

const SHORTEST = 10;

export function PasswordFields({ label }: { label: string }) {
  const t = useWords(words);
  return (
    <>
      <Form.Item
        name="password"
        label={label}
        extra={t('passwordShort')}
        rules={[{ required: true, min: SHORTEST, message: t('passwordShort') }]}
      >
        <Input.Password autoComplete="new-password" size="large" />
      </Form.Item>
      <Form.Item
        name="repeated"
        label={t('passwordRepeat')}
        dependencies={['password']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('passwordDiffers'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" size="large" />
      </Form.Item>
    </>
  );
}
