/** The counting desk: scan a part, type how many, Enter, the next; a scanner gun is all it takes. */
import { Button, Flex, Input, type InputRef, Segmented } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import { ScanButton } from '../../ui/ScanButton.tsx';
import { Loaded } from '../../ui/states.tsx';
import { FoundForm, QuantityForm } from './EntryForms.tsx';
import { LineList } from './LineList.tsx';
import { ScanDesk } from './ScanDesk.tsx';
import { type Line, useLines } from './useLines.ts';
import { words } from './words.ts';

type Count = Schemas['Count'];

export function CountingDesk({ count }: { count: Count }) {
  const asked = useLines(count);
  return <Loaded query={asked}>{({ rows, isWhole }) => <Desk count={count} lines={rows} isWhole={isWhole} />}</Loaded>;
}

type Way = 'type' | 'scan';
const WAY = 'aftersales.counting';

/** How somebody counts: by typing how many, or by scanning each piece; kept for the next time. */
function useWay(): [Way, (way: Way) => void] {
  const [way, setWay] = useState<Way>(() => (localStorage.getItem(WAY) === 'scan' ? 'scan' : 'type'));
  const choose = (chosen: Way) => {
    localStorage.setItem(WAY, chosen);
    setWay(chosen);
  };
  return [way, choose];
}

function Desk({ count, lines, isWhole }: { count: Count; lines: readonly Line[]; isWhole: boolean }) {
  const t = useWords(words);
  const field = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [hits, setHits] = useState<readonly Line[]>([]);
  const [unlisted, setUnlisted] = useState('');
  const [said, setSaid] = useState('');
  const [way, setWay] = useWay();
  const isAgain = count.state === 'recount';
  useEffect(() => field.current?.focus(), []);
  const look = (typed: string) => {
    const wanted = typed.trim();
    const found = lines.filter((one) => one.part_number.toLowerCase() === wanted.toLowerCase());
    setSaid('');
    setText('');
    setHits(found);
    setUnlisted(wanted && !found.length ? wanted : '');
  };
  const next = useCallback((words: string) => {
    setSaid(words);
    setHits([]);
    setUnlisted('');
    field.current?.focus();
  }, []);
  return (
    <>
      <Card title={t('desk')} style={{ marginBottom: 16 }}>
        <Segmented<Way>
          aria-label={t('way')}
          value={way}
          options={[
            { value: 'type', label: t('byTyping') },
            { value: 'scan', label: t('byScanning') },
          ]}
          onChange={setWay}
          style={{ marginBottom: 12 }}
        />
        {way === 'scan' && <ScanDesk count={count} lines={lines} />}
        {way === 'type' && (
          <>
            <Flex gap={8} wrap>
              <Input
                ref={field}
                size="large"
                value={text}
                aria-label={t('code')}
                placeholder={t('code')}
                maxLength={64}
                autoComplete="off"
                style={{ flex: '1 1 240px' }}
                onChange={(event) => setText(event.target.value)}
                onPressEnter={() => look(text)}
              />
              <Button size="large" onClick={() => look(text)}>
                {t('find')}
              </Button>
              <ScanButton size="large" onCode={look} />
            </Flex>
            <div aria-live="polite" className="said">
              {said || (hits.length || unlisted ? '' : t('scanNext'))}
            </div>
            {hits.length > 0 && (
              <QuantityForm key={hits.map((one) => one.number).join()} count={count} lines={hits} onDone={next} />
            )}
            {unlisted && isAgain && <p className="wanted">{t('unlistedAgain', { part: unlisted })}</p>}
            {unlisted && !isAgain && <FoundForm key={unlisted} count={count} part={unlisted} onDone={next} />}
          </>
        )}
      </Card>
      <LineList
        lines={lines}
        isWhole={isWhole}
        onPick={(line) => {
          setWay('type');
          setUnlisted('');
          setSaid('');
          setHits([line]);
        }}
      />
    </>
  );
}
