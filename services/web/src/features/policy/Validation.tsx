/** What keeps a draft from being published, each with the way to its place. */
import { Alert } from 'antd';
import { Link } from 'react-router';
import { useSay, useText, useWords } from '../../app/language.ts';
import { at, nameOf } from './editor/document.ts';
import type { Draft } from './editor/useDraft.ts';
import { sectionOf, SECTIONS } from './names.sections.ts';
import { words } from './words.ts';

const GAP = { marginBottom: 16 } as const;
const MOST = 8;

export function Validation({ draft }: { draft: Draft }) {
  const t = useWords(words);
  const text = useText();
  const { validation, isChanged } = draft;
  if (!validation) return <Alert style={GAP} title={t('checking')} />;
  const findings = validation.findings ?? [];
  const count = validation.problems.length;
  return (
    <>
      {count > 0 && (
        <Alert
          type="error"
          showIcon
          style={GAP}
          title={t('problems', { n: count })}
          description={<Problems draft={draft} isChanged={isChanged} />}
        />
      )}
      {count === 0 && <Alert type="success" showIcon style={GAP} title={t('sound')} />}
      {findings.length > 0 && (
        <Alert
          type="warning"
          showIcon
          style={GAP}
          title={t('findings')}
          description={findings.map((one) => (
            <div key={one.code + (one.clauses ?? []).join()}>
              {text(one.text)} {(one.clauses ?? []).join(' · ')}
            </div>
          ))}
        />
      )}
    </>
  );
}

function Problems({ draft, isChanged }: { draft: Draft; isChanged: boolean }) {
  const t = useWords(words);
  const say = useSay();
  const { wrong, document } = draft.editing;
  return (
    <>
      <ul style={{ margin: 0, paddingInlineStart: 18 }}>
        {wrong.slice(0, MOST).map((one) => {
          const section = sectionOf(one.pointer);
          const clause = nameOf(at(document, one.pointer.split('/').slice(1, 3)));
          return (
            <li key={one.pointer + one.say}>
              <Link to={`?section=${section}`} replace style={{ textDecoration: 'underline' }}>
                {say(SECTIONS[section])} {clause}
              </Link>{' '}
              {one.say}
            </li>
          );
        })}
      </ul>
      {wrong.length > MOST && <div>{`… +${wrong.length - MOST}`}</div>}
      {isChanged && <small>{t('validateHint')}</small>}
    </>
  );
}
