/** One part: what it is and costs. */
import { Button, Descriptions } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { Card } from '../../ui/Card.tsx';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { CatalogTag } from './CatalogTag.tsx';
import { PartDialog } from './PartDialog.tsx';
import { words } from './words.ts';

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/parts/{part_id}', { params: { path: { part_id: id } } });
  return <Loaded query={asked}>{(part) => <Detail part={part} />}</Loaded>;
}

function Detail({ part }: { part: Schemas['CatalogPart'] }) {
  const t = useWords(words);
  const name = useName();
  const format = useFormat();
  const { can, isDealer } = useSession();
  const [isOpen, setOpen] = useState(false);
  const items = [
    { key: 'name', label: t('name'), children: part.name },
    { key: 'nameEn', label: t('nameEn'), children: part.name_en || '—' },
    { key: 'category', label: t('category'), children: part.category || '—' },
    { key: 'price', label: t('price'), children: format.money(part.unit_price) },
    { key: 'since', label: t('since'), children: format.instant(part.created_at) },
  ];
  return (
    <Page
      title={part.number}
      mark={<CatalogTag state={part.state} />}
      hint={name(part)}
      back={isDealer ? '/' : '/parts'}
      record={part.id}
      actions={
        can('catalog.manage') && (
          <Button type="primary" onClick={() => setOpen(true)}>
            {t('edit')}
          </Button>
        )
      }
    >
      <Card title={t('facts')}>
        <Descriptions column={{ xs: 1, md: 2 }} size="small" items={items} />
      </Card>
      {isOpen && <PartDialog part={part} onClose={() => setOpen(false)} />}
    </Page>
  );
}
