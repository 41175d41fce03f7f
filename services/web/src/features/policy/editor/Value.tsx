/** A part of a policy as people read it: texts in both languages, everything else by name. */
import { Flex, Tag } from 'antd';
import type { ReactNode } from 'react';
import { type Fields, isFields, isText, type Json } from './document.ts';
import { type Names, useNames } from './say.ts';

const CONDITIONS = new Set(['when', 'condition']);
const PLAIN = new Set(['clause', 'code', 'phone', 'address', 'consignee', 'factory', 'rrule', 'time_zone', 'currency']);

/** Text in both languages, side by side where there is room. */
export function BothLanguages({ text }: { text: { zh: string; en: string } }) {
  return (
    <div className="both-languages">
      <div lang="zh">{text.zh || '—'}</div>
      <div lang="en">{text.en || '—'}</div>
    </div>
  );
}

/** The fields of an entry but for those in its heading. */
export function Parts({ fields, without = [] }: { fields: Fields; without?: readonly string[] }) {
  const names = useNames();
  const shown = Object.entries(fields).filter(
    ([key, value]) => !without.includes(key) && value !== null && !(Array.isArray(value) && !value.length),
  );
  if (!shown.length) return null;
  return (
    <dl className="policy-facts">
      {shown.map(([key, value]) => (
        <div key={key} data-wide={isFields(value) || CONDITIONS.has(key) || isListOfFields(value)}>
          <dt>{names.field(key)}</dt>
          <dd>
            <Value name={key} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const isListOfFields = (value: Json): boolean => Array.isArray(value) && value.some(isFields);

/** One value. */
export function Value({ name = '', value }: { name?: string; value: Json }): ReactNode {
  const names = useNames();
  if (value === null || value === '') return '—';
  if (isText(value)) return <BothLanguages text={value} />;
  if (Array.isArray(value)) return <Values name={name} values={value} names={names} />;
  if (isFields(value)) return <Parts fields={value} />;
  if (CONDITIONS.has(name)) return <code className="condition">{String(value)}</code>;
  return PLAIN.has(name) ? String(value) : names.value(value);
}

function Values({ name, values, names }: { name: string; values: Json[]; names: Names }) {
  if (values.some(isFields)) {
    return (
      <ol className="policy-list">
        {values.map((one, index) => (
          <li key={index}>
            <Value value={one} />
          </li>
        ))}
      </ol>
    );
  }
  const say = (one: Json) => (PLAIN.has(name) || one === null ? String(one) : names.value(one as string));
  return (
    <Flex gap={4} wrap>
      {values.map((one, index) => (
        <Tag key={index}>{say(one)}</Tag>
      ))}
    </Flex>
  );
}
