/** One value of a fact as people read it: names instead of identities, words instead of codes. */
import { Flex, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { remote, type Schemas } from '../api/client.ts';
import { useName, useSay, useText, useWords } from '../app/language.ts';
import { useSession } from '../app/session.tsx';
import { useFormat } from './format.ts';
import { choiceOf, nameOf, ORGANISATIONS, pageOf, PEOPLE } from './values.ts';
import { words } from './words.facts.ts';
import { words as fieldWords } from './words.fields.ts';

type Payload = Readonly<Record<string, unknown>>;

interface Props {
  field: string;
  value: unknown;
  /** The fields that stand beside it. */
  beside: Payload;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NONE = '—';

/** What a field is called; one that is new here is called by its own word. */
export function useFieldName(): (field: string) => string {
  const t = useWords(fieldWords);
  return (field) => (field in fieldWords ? t(field as keyof typeof fieldWords) : field);
}

export function FactValue({ field, value, beside }: Props): ReactNode {
  const t = useWords(words);
  const format = useFormat();
  if (value === null || value === undefined || value === '') return NONE;
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'string') return <Text field={field} value={value} beside={beside} />;
  if (Array.isArray(value)) return <Several field={field} values={value} beside={beside} />;
  return <Record field={field} record={value as Payload} />;
}

function Text({ field, value, beside }: Props & { value: string }) {
  const say = useSay();
  const format = useFormat();
  if (ID.test(value)) return <Identity field={field} id={value} beside={beside} />;
  if (INSTANT.test(value)) return format.instant(value);
  if (DAY.test(value)) return format.day(value);
  const choice = choiceOf(field, value);
  return choice ? say(choice) : <span style={{ overflowWrap: 'anywhere' }}>{value}</span>;
}

function Several({ field, values, beside }: { field: string; values: readonly unknown[]; beside: Payload }) {
  if (!values.length) return NONE;
  const isPlain = values.every((one) => typeof one !== 'object');
  return (
    <Flex gap={isPlain ? 4 : 8} wrap={isPlain} vertical={!isPlain}>
      {values.map((one, index) => {
        const shown = <FactValue field={field} value={one} beside={beside} />;
        return isPlain ? <Tag key={index}>{shown}</Tag> : <div key={index}>{shown}</div>;
      })}
    </Flex>
  );
}

function Record({ field, record }: { field: string; record: Payload }) {
  const format = useFormat();
  const text = useText();
  const say = useSay();
  const name = useFieldName();
  if ('amount' in record && 'currency' in record) return format.money(record as Schemas['Money']);
  if ('zh' in record && 'en' in record) return text(record as { zh: string; en: string });
  const entries = Object.entries(record);
  if (!entries.length) return NONE;
  return (
    <dl className="fields">
      {entries.map(([key, value]) => {
        const choice = choiceOf(field, key);
        return (
          <div key={key}>
            <dt>{choice ? say(choice) : name(key)}</dt>
            <dd>
              <FactValue field={key} value={value} beside={record} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Identity({ field, id, beside }: { field: string; id: string; beside: Payload }) {
  const { can } = useSession();
  if (ORGANISATIONS.has(field) && can('organisations.read')) return <Organisation id={id} />;
  if (PEOPLE.has(field) && can('people.read')) return <Person id={id} />;
  const page = pageOf(field, id, beside);
  const called = <span title={id}>{nameOf(field, id, beside)}</span>;
  return page ? <Link to={page}>{called}</Link> : called;
}

const ONCE = { staleTime: Infinity, retry: false } as const;

function Organisation({ id }: { id: string }) {
  const name = useName();
  const params = { path: { organisation_id: id } };
  const asked = remote.useQuery('get', '/v1/organisations/{organisation_id}', { params }, ONCE);
  return (
    <Link to={`/organisations/${id}`} title={id}>
      {asked.data ? name(asked.data) : nameOf('', id, {})}
    </Link>
  );
}

function Person({ id }: { id: string }) {
  const asked = remote.useQuery('get', '/v1/members/{person_id}', { params: { path: { person_id: id } } }, ONCE);
  return <span title={id}>{asked.data?.name ?? nameOf('', id, {})}</span>;
}
