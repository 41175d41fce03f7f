/** A fact whole: its fields as they were written, and where it came from. */
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { useSay, useWords } from '../app/language.ts';
import { useActor } from './actors.ts';
import { type Format, useFormat } from './format.ts';
import { nameOfSubject, pageOfSubject } from './subjects.ts';
import { words } from './words.facts.ts';

type Fact = Schemas['FactRow'];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

export function FactDetails({ fact }: { fact: Fact }) {
  const t = useWords(words);
  const format = useFormat();
  const fields = Object.entries(fact.payload);
  return (
    <>
      <h3>{t('fields')}</h3>
      {fields.length ? (
        <dl className="fields">
          {fields.map(([name, value]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{valueOf(value, format)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="muted">{t('noFields')}</p>
      )}
      <h3>{t('origin')}</h3>
      <Origin fact={fact} />
    </>
  );
}

function Origin({ fact }: { fact: Fact }) {
  const t = useWords(words);
  const say = useSay();
  const actor = useActor();
  const format = useFormat();
  const page = pageOfSubject(fact.subject_kind, fact.subject_id);
  const about = say(nameOfSubject(fact.subject_kind));
  const rows = [
    [t('at'), format.instant(fact.at)],
    [
      t('actor'),
      fact.actor_kind === 'worker' ? actor(fact) : `${actor(fact)} · ${t(fact.actor_kind as keyof typeof words)}`,
    ],
    [t('subject'), page ? <Link to={page}>{about}</Link> : about],
    [t('request'), fact.request_id ? <code>{fact.request_id}</code> : t('noRequest')],
    [t('fact'), <code>{fact.name}</code>],
    [t('factId'), <code>{fact.id}</code>],
  ] as const;
  return (
    <dl className="fields">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A value of a fact: money and instants as people read them, all else as it was written. */
function valueOf(value: unknown, format: Format): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'string') return INSTANT.test(value) ? format.instant(value) : value;
  if (typeof value !== 'object') return String(value);
  if ('amount' in value && 'currency' in value) return format.money(value as Schemas['Money']);
  return JSON.stringify(value, null, 1);
}
