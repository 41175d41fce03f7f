/** The history of any one record: a button that opens the facts about it, for those who may read the audit trail. */
import { HistoryOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useWords } from '../app/language.ts';
import { useSession } from '../app/session.tsx';
import { useAct } from './act.ts';
import type { HistoryDrawer } from './HistoryDrawer.tsx';
import { words } from './words.ts';

type Found = typeof HistoryDrawer;

interface Props {
  of: string;
  /** What the record is called: the button is then a small one in a row, and says it to those who cannot see the row. */
  name?: string;
}

export function History({ of, name }: Props) {
  const t = useWords(words);
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const [Found, setFound] = useState<Found | null>(null);
  const open = useAct<undefined, Found>({
    run: async () => Found ?? (await import('./HistoryDrawer.tsx')).HistoryDrawer,
    then: (found) => {
      setFound(() => found);
      setOpen(true);
    },
  });
  if (!can('audit.read')) return null;
  return (
    <>
      <Button
        icon={<HistoryOutlined aria-hidden />}
        size={name ? 'small' : 'middle'}
        {...(name ? { 'aria-label': t('historyOf', { name }) } : {})}
        onClick={() => open.mutate(undefined)}
      >
        {name ? null : t('history')}
      </Button>
      {Found && <Found of={of} isOpen={isOpen} onClose={() => setOpen(false)} />}
    </>
  );
}
