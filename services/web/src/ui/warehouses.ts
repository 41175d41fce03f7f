/** The warehouses that somebody may see, for choosing one and for saying which an id is. */
import { useQuery } from '@tanstack/react-query';
import { api, body, type Schemas } from '../api/client.ts';
import { useWords } from '../app/language.ts';
import { choiceFilter } from './filtering.tsx';
import { wholeList } from './lists.ts';
import { words } from './words.ts';

type Warehouse = Schemas['Warehouse'];

interface Warehouses {
  readonly all: readonly Warehouse[];
  /** What a warehouse is called. */
  readonly nameOf: (id: string | null) => string;
  readonly options: readonly { value: string; label: string }[];
}

export function useWarehouses(): Warehouses {
  const asked = useQuery({
    queryKey: ['list', '/v1/warehouses', 'whole'],
    queryFn: async () => (await wholeList((page) => body(api.GET('/v1/warehouses', { params: { query: page } })))).rows,
    staleTime: 300_000,
  });
  const all = asked.data ?? [];
  const labelOf = (one: Warehouse) => `${one.name} ${one.code}`;
  return {
    all,
    nameOf: (id) => {
      const found = all.find((one) => one.id === id);
      return found ? labelOf(found) : (id?.slice(-8) ?? '—');
    },
    options: all.map((one) => ({ value: one.id, label: labelOf(one) })),
  };
}

/** A filter by warehouse. */
export function useWarehouseFilter() {
  const t = useWords(words);
  const { options } = useWarehouses();
  return choiceFilter('warehouse_id', options, {
    name: 'warehouse',
    label: t('warehouse'),
    any: t('anyWarehouse'),
    width: 220,
    isSearched: true,
  });
}
