/** What happened to something, newest first, with who did it. */
import { Timeline } from 'antd';
import { useWords } from '../app/language.ts';
import { words } from './facts.ts';
import { useFormat } from './format.ts';
import { Nothing } from './states.tsx';

export interface Happening {
  readonly id: string;
  readonly name: string;
  readonly at: string;
  readonly actor_name: string;
}

export function Trail({ items }: { items: readonly Happening[] }) {
  const say = useWords(words);
  const format = useFormat();
  if (!items.length) return <Nothing />;
  const newest = [...items].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <Timeline
      style={{ paddingTop: 4 }}
      items={newest.map((one) => ({
        key: one.id,
        content: (
          <>
            <div>{say(one.name as keyof typeof words)}</div>
            <small className="muted">
              {format.instant(one.at)} · {one.actor_name}
            </small>
          </>
        ),
      }))}
    />
  );
}
