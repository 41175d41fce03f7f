/** The warehouses of one organisation. */
import { Button, Flex, Tag } from 'antd';
import { useState } from 'react';
import { remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { Card } from '../../../ui/Card.tsx';
import { useDomain, WAREHOUSE_STATES } from '../../../ui/domain.ts';
import { Loaded, Nothing } from '../../../ui/states.tsx';
import { WarehouseActions } from './WarehouseActions.tsx';
import { WarehouseDialog } from './WarehouseDialog.tsx';
import { words } from './words.ts';

export function WarehousesOf({ organisation }: { organisation: Schemas['Organisation'] }) {
  const t = useWords(words);
  const domain = useDomain();
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const query = { organisation_id: organisation.id, limit: 50 };
  const asked = remote.useQuery('get', '/v1/warehouses', { params: { query } });
  const add = can('organisations.manage') && organisation.state === 'active' && (
    <Button onClick={() => setOpen(true)}>{t('addWarehouse')}</Button>
  );
  const isEmpty = asked.data?.items.length === 0;
  return (
    <Card title={t('warehouses')} extra={!isEmpty && add}>
      <Loaded query={asked} rows={2}>
        {({ items }) =>
          items.length ? (
            <ul className="rows">
              {items.map((one) => (
                <li key={one.id}>
                  <span>
                    <span>
                      {one.name}
                      {one.state === 'closed' && (
                        <Tag style={{ marginInlineStart: 8 }}>{domain(WAREHOUSE_STATES, one.state)}</Tag>
                      )}
                    </span>
                    <small>{one.code}</small>
                  </span>
                  <Flex align="center">
                    <WarehouseActions warehouse={one} />
                  </Flex>
                </li>
              ))}
            </ul>
          ) : (
            <Nothing title={t('noWarehouses')} hint={t('noWarehousesHint')} action={add} />
          )
        }
      </Loaded>
      {isOpen && <WarehouseDialog organisationId={organisation.id} onClose={() => setOpen(false)} />}
    </Card>
  );
}
