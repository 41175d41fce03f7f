/** What is wrong at a place. */
import type { Wrong } from './document.ts';

export function Wrongs({ found, id }: { found: readonly Wrong[]; id?: string }) {
  if (!found.length) return null;
  return (
    <ul className="wrong" id={id}>
      {found.map((one) => (
        <li key={`${one.pointer} ${one.say}`}>{one.say}</li>
      ))}
    </ul>
  );
}
