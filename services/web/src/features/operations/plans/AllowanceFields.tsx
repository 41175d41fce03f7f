/** The allowances of a plan in a form: a meter to switch on, how much it includes, when to warn, what happens beyond. */
import { Form, InputNumber, Select, Switch } from 'antd';
import { useSay, useWords } from '../../../app/language.ts';
import { type Meter, METERS, METERS_IN_ORDER, REFUSABLE } from '../../../ui/meters.ts';
import { arePercentages } from './allowances.ts';
import './plans.css';
import { words } from './words.ts';
import { letTabPass } from '../../../ui/tab.ts';

const SUGGESTED = ['50', '80', '90', '95'].map((value) => ({ value, label: `${value}%` }));

/** Under the name `within` of the form around it. */
export function AllowanceFields({ within }: { within: string }) {
  const say = useSay();
  return (
    <div className="allowances">
      {METERS_IN_ORDER.map((meter) => (
        <div key={meter} role="group" aria-label={say(METERS[meter])}>
          <OfMeter within={within} meter={meter} />
        </div>
      ))}
    </div>
  );
}

function OfMeter({ within, meter }: { within: string; meter: Meter }) {
  const t = useWords(words);
  const say = useSay();
  const form = Form.useFormInstance();
  const isOn = Boolean(Form.useWatch([within, meter, 'isOn'], form));
  const inGigabytes = meter === 'document_bytes_kept';
  const choices = [
    { value: 'allow', label: t('allow') },
    { value: 'refuse', label: t('refuse'), disabled: !REFUSABLE.has(meter) },
  ];
  return (
    <>
      <div className="allowance-switch">
        <Form.Item name={[within, meter, 'isOn']} valuePropName="checked" noStyle>
          <Switch size="small" aria-label={`${say(METERS[meter])}: ${t('limited')}`} />
        </Form.Item>
        <b>{say(METERS[meter])}</b>
        {!isOn && <small className="muted">{t('countedOnly')}</small>}
      </div>
      {isOn && (
        <div className="allowance-fields">
          <Form.Item
            name={[within, meter, 'included']}
            label={t(inGigabytes ? 'includedGb' : 'included')}
            rules={[{ required: true, message: t('needed') }]}
          >
            <InputNumber
              min={0}
              max={1e12}
              style={{ width: '100%' }}
              {...(inGigabytes ? { step: 10 } : { precision: 0 })}
            />
          </Form.Item>
          <Form.Item
            name={[within, meter, 'warn']}
            label={t('warn')}
            rules={[
              {
                validator: (_, value: readonly string[]) =>
                  arePercentages(value) ? Promise.resolve() : Promise.reject(new Error(t('warnWrong'))),
              },
            ]}
          >
            <Select mode="tags" onInputKeyDown={letTabPass} options={SUGGESTED} tokenSeparators={[',', ' ', '，']} />
          </Form.Item>
          <Form.Item name={[within, meter, 'beyond']} label={t('beyond')}>
            <Select options={choices} />
          </Form.Item>
        </div>
      )}
    </>
  );
}
