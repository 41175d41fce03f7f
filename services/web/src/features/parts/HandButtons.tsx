/** What a storekeeper does to stock by hand: moving parts, and posting what was found or lost. */
import { AuditOutlined, SwapOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { DifferenceDialog } from './DifferenceDialog.tsx';
import { MoveDialog } from './MoveDialog.tsx';
import { words } from './words.ts';

/** What is known already where somebody begins. */
export interface Start {
  readonly part?: string;
  readonly warehouse?: string;
  readonly zone?: Schemas['Zone'];
}

export function HandButtons(start: Start) {
  const t = useWords(words);
  const { can } = useSession();
  const [opened, setOpened] = useState<'move' | 'difference' | null>(null);
  const close = () => setOpened(null);
  if (!can('stock.move')) return null;
  return (
    <>
      <Button icon={<AuditOutlined aria-hidden />} onClick={() => setOpened('difference')}>
        {t('difference')}
      </Button>
      <Button type="primary" icon={<SwapOutlined aria-hidden />} onClick={() => setOpened('move')}>
        {t('move')}
      </Button>
      {opened === 'move' && <MoveDialog start={start} onClose={close} />}
      {opened === 'difference' && <DifferenceDialog start={start} onClose={close} />}
    </>
  );
}
