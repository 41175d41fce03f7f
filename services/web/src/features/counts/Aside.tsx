/** Parts that were scanned and are not on the sheet: each is counted as found, or left out, by a key. */
import { Button, Flex } from 'antd';
import { type RefObject, useEffect, useRef } from 'react';
import type { InputRef } from 'antd';
import { useWords } from '../../app/language.ts';
import { useDomain, ZONES } from '../../ui/domain.ts';
import { keyOf, type Pieces } from './scans.ts';
import { words } from './words.ts';

interface Props {
  aside: readonly Pieces[];
  /** The scanner's field; what it is being typed into keeps the keys. */
  field: RefObject<InputRef | null>;
  onTake: (pieces: Pieces) => void;
  onLeave: (pieces: Pieces) => void;
}

export function Aside({ aside, field, onTake, onLeave }: Props) {
  const t = useWords(words);
  const domain = useDomain();
  const first = useRef<HTMLButtonElement>(null);
  const [newest] = aside;
  const newestKey = newest && keyOf(newest);
  useEffect(() => {
    if (newestKey && !field.current?.input?.value) first.current?.focus();
  }, [newestKey, field]);
  if (!newest) return null;
  return (
    <section aria-label={t('aside')} className="aside">
      <h3>{t('aside')}</h3>
      <small className="muted">{t('asideHint')}</small>
      <ul className="rows">
        {aside.map((one, index) => (
          <li key={keyOf(one)}>
            <span>
              <span>
                <strong>{one.number}</strong> {one.name}
              </span>
              <small>
                {domain(ZONES, one.zone)} · {t('asidePieces', { count: one.quantity })}
              </small>
            </span>
            <Flex gap={8} wrap justify="end">
              <Button
                ref={index === 0 ? first : null}
                size="large"
                aria-label={t('takeOf', { part: one.number })}
                onClick={() => onTake(one)}
              >
                {t('take')}
              </Button>
              <Button size="large" aria-label={t('leaveOf', { part: one.number })} onClick={() => onLeave(one)}>
                {t('leave')}
              </Button>
            </Flex>
          </li>
        ))}
      </ul>
    </section>
  );
}
