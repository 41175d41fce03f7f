/** The bill of material of a model: shown, and changed as a whole. */
import { DeleteOutlined } from '@ant-design/icons';
import { Button, Flex, InputNumber } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { api, body, ifMatch, remote, type Schemas } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useAct } from '../../ui/act.ts';
import { Card } from '../../ui/Card.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { useFormat } from '../../ui/format.ts';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { Loaded, Nothing } from '../../ui/states.tsx';
import { PartSelect } from './PartSelect.tsx';
import { words } from './words.ts';

type Model = Schemas['ProductModel'];
type Line = Schemas['BomLine'];
const MOST = 9_999;

export function Bom({ model }: { model: Model }) {
  const t = useWords(words);
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const asked = remote.useQuery('get', '/v1/product-models/{model_id}/bom', {
    params: { path: { model_id: model.id } },
  });
  const open = can('catalog.manage') && !isOpen && asked.data && (
    <Button onClick={() => setOpen(true)}>{t('changeBom')}</Button>
  );
  return (
    <Card title={t('bom')} extra={open} isTight={!isOpen}>
      <Loaded query={asked}>
        {({ lines }) =>
          isOpen ? <Editor model={model} first={lines} onClose={() => setOpen(false)} /> : <Lines lines={lines} />
        }
      </Loaded>
    </Card>
  );
}

function Lines({ lines }: { lines: readonly Line[] }) {
  const t = useWords(words);
  const name = useName();
  const format = useFormat();
  const columns = useMemo<Columns<Line>>(
    () => [
      {
        key: 'number',
        title: t('number'),
        value: (row) => row.part.number,
        render: (row) => <Link to={`/parts/${row.part.id}`}>{row.part.number}</Link>,
      },
      { key: 'name', title: t('name'), value: (row) => name(row.part) },
      { key: 'category', title: t('category'), value: (row) => row.part.category },
      { key: 'price', title: t('price'), align: 'end', value: (row) => format.money(row.part.unit_price) },
      { key: 'quantity', title: t('quantity'), align: 'end', value: (row) => row.quantity },
    ],
    [t, name, format],
  );
  return (
    <SheetTable
      id="bom"
      title={t('bom')}
      rows={lines}
      columns={columns}
      rowKey={(row) => row.part.id}
      empty={<Nothing title={t('noBom')} hint={t('noBomHint')} />}
    />
  );
}

interface EditorProps {
  model: Model;
  first: readonly Line[];
  onClose: () => void;
}

function Editor({ model, first, onClose }: EditorProps) {
  const t = useWords(words);
  const name = useName();
  const [lines, setLines] = useState(first);
  const save = useAct({
    run: () =>
      body(
        api.PUT('/v1/product-models/{model_id}/bom', {
          params: { path: { model_id: model.id }, header: ifMatch(model.version) },
          body: { lines: lines.map(({ part, quantity }) => ({ part_id: part.id, quantity })) },
        }),
      ),
    done: t('bomSaved'),
    changes: ['/v1/product-models'],
    then: onClose,
  });
  const set = (id: string, quantity: number) =>
    setLines((before) => before.map((one) => (one.part.id === id ? { ...one, quantity } : one)));
  const remove = (id: string) => setLines((before) => before.filter((one) => one.part.id !== id));
  const add = (part: Line['part']) => setLines((before) => [...before, { part, quantity: 1 }]);
  return (
    <Flex vertical gap={12}>
      <span className="muted">{t('bomHint')}</span>
      <ul className="rows">
        {lines.map(({ part, quantity }) => (
          <li key={part.id}>
            <span>
              {name(part)}
              <small>{part.number}</small>
            </span>
            <Flex gap={8} align="center">
              <InputNumber
                min={1}
                max={MOST}
                precision={0}
                value={quantity}
                aria-label={t('quantityOf', { part: part.number })}
                style={{ width: 84 }}
                onChange={(value) => set(part.id, value ?? 1)}
              />
              <Button
                type="text"
                danger
                icon={<DeleteOutlined />}
                aria-label={t('removeLine', { part: part.number })}
                onClick={() => remove(part.id)}
              />
            </Flex>
          </li>
        ))}
      </ul>
      <PartSelect without={new Set(lines.map((one) => one.part.id))} onPick={add} />
      <Flex gap={8} wrap align="center">
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
          {t('save')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <span className="muted">{t('bomLines', { count: lines.length })}</span>
      </Flex>
    </Flex>
  );
}
