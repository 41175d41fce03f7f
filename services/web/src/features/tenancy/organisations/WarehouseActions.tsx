/** What can be done with a warehouse: a new name, out of use, in use again. */
import { Button, Flex } from 'antd';
import { useState } from 'react';
import { api, ifMatch, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { useConfirm } from '../../../ui/confirm.ts';
import { History } from '../../../ui/History.tsx';
import { WarehouseDialog } from './WarehouseDialog.tsx';
import { words } from './words.ts';

export function WarehouseActions({ warehouse }: { warehouse: Schemas['Warehouse'] }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const isClosed = warehouse.state === 'closed';
  const move = useAct({
    run: () =>
      api.PUT('/v1/warehouses/{warehouse_id}', {
        params: { path: { warehouse_id: warehouse.id }, header: ifMatch(warehouse.version) },
        body: { name: warehouse.name, state: isClosed ? 'active' : 'closed' },
      }),
    done: t(isClosed ? 'warehouseOpened' : 'warehouseClosed'),
    changes: ['/v1/warehouses'],
  });
  const ask = async () => {
    const title = t('closeWarehouseTitle', { code: warehouse.code });
    const question = { title, content: t('closeWarehouseHint'), verb: t('closeWarehouse'), dangerous: true };
    if (isClosed || (await confirm(question))) move.mutate();
  };
  const history = <History of={warehouse.id} name={warehouse.code} />;
  if (!can('organisations.manage')) return history;
  return (
    <Flex gap={8} wrap>
      <Button size="small" aria-label={t('changeWarehouse', { code: warehouse.code })} onClick={() => setOpen(true)}>
        {t('edit')}
      </Button>
      <Button size="small" danger={!isClosed} loading={move.isPending} onClick={() => void ask()}>
        {t(isClosed ? 'openWarehouse' : 'closeWarehouse')}
      </Button>
      {history}
      {isOpen && <WarehouseDialog warehouse={warehouse} onClose={() => setOpen(false)} />}
    </Flex>
  );
}
