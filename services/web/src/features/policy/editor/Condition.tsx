/** A condition in CEL, completed with the facts that this section may ask about. */
import { AutoComplete, Input } from 'antd';
import { useRef } from 'react';
import { remote } from '../../../api/client.ts';
import { useText, useWords } from '../../../app/language.ts';
import { words } from '../words.ts';
import { at, type Path } from './document.ts';
import { useEditing } from './context.ts';

interface Props {
  id: string;
  path: Path;
  value: string;
  isWrong: boolean;
  describedBy: string | undefined;
  onChange: (value: string) => void;
}

/** The section of facts that a condition at a path asks about. */
function useFacts(path: Path) {
  const { document } = useEditing();
  const section = String(path[0]);
  const subject = at(document, [...path.slice(0, 2), 'subject']);
  const within = section === 'rights' ? 'rights/rungs' : section === 'dossiers' ? 'dossiers/papers' : section;
  const name = section === 'approval_chains' ? `approval_chains/${String(subject)}` : within;
  return remote.useQuery('get', '/v1/policy-facts', { params: { query: { section: name } } }, { staleTime: Infinity });
}

const WORD = /[A-Za-z_.]+$/;

export function Condition({ id, path, value, isWrong, describedBy, onChange }: Props) {
  const t = useWords(words);
  const text = useText();
  const facts = useFacts(path).data?.items ?? [];
  const before = useRef(value);
  const typed = WORD.exec(value)?.[0] ?? '';
  const options = typed
    ? facts
        .filter((one) => one.name.includes(typed) && one.name !== typed)
        .slice(0, 8)
        .map((one) => ({ value: one.name, label: `${one.name} — ${text(one.text)}` }))
    : [];
  return (
    <>
      <AutoComplete
        id={id}
        className="condition"
        style={{ width: '100%' }}
        value={value}
        options={options}
        onSelect={(name: string) => onChange(before.current.replace(WORD, '') + name)}
        onChange={(next: string) => {
          if (!facts.some((one) => one.name === next)) before.current = next;
          onChange(next);
        }}
      >
        <Input.TextArea
          id={id}
          autoSize={{ minRows: 2, maxRows: 8 }}
          spellCheck={false}
          status={isWrong ? 'error' : ''}
          aria-invalid={isWrong}
          aria-describedby={describedBy}
        />
      </AutoComplete>
      <details>
        <summary className="muted">{t('facts')}</summary>
        <dl className="policy-facts">
          {facts.map((one) => (
            <div key={one.name}>
              <dt>{text(one.text)}</dt>
              <dd>
                <code className="condition">{one.name}</code>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
