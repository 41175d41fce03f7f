/** A fact whole: its fields as people read them, and where it came from. */
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { useSay, useWords } from '../app/language.ts';
import { useActor } from './actors.ts';
import { FactValue, useFieldName } from './FactValue.tsx';
import { useFormat } from './format.ts';
import { nameOfSubject, pageOfSubject } from './subjects.ts';
import { words } from './words.facts.ts';

type Fact = Schemas['FactRow'];

export function FactDetails({ fact }: { fact: Fact }) {
  const t = useWords(words);
  const called = useFieldName();
  const fields = Object.entries(fact.payload);
  return (
    <>
      <h3>{t('fields')}</h3>
      {fields.length ? (
        <dl className="fields">
          {fields.map(([name, value]) => (
            <div key={name}>
              <dt>{called(name)}</dt>
              <dd>
                <FactValue field={name} value={value} beside={fact.payload} />
              </dd>
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
      ['worker', 'operator'].includes(fact.actor_kind)
        ? actor(fact)
        : `${actor(fact)} · ${t(fact.actor_kind as keyof typeof words)}`,
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
