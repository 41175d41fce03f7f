/** One product model: who makes it, and what it is made of. */
import { Button, Descriptions } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { Card } from '../../ui/Card.tsx';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Bom } from './Bom.tsx';
import { CatalogTag } from './CatalogTag.tsx';
import { ModelDialog } from './ModelDialog.tsx';
import { words } from './words.ts';

type Model = Schemas['ProductModel'];

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/product-models/{model_id}', { params: { path: { model_id: id } } });
  return <Loaded query={asked}>{(model) => <Detail model={model} />}</Loaded>;
}

function Detail({ model }: { model: Model }) {
  const t = useWords(words);
  const name = useName();
  const { can, isDealer } = useSession();
  const [isOpen, setOpen] = useState(false);
  return (
    <Page
      title={model.code}
      mark={<CatalogTag state={model.state} />}
      hint={name(model)}
      back={isDealer ? '/' : '/product-models'}
      record={model.id}
      actions={
        can('catalog.manage') && (
          <Button type="primary" onClick={() => setOpen(true)}>
            {t('edit')}
          </Button>
        )
      }
    >
      <Card title={t('facts')} style={{ marginBottom: 16 }}>
        <Facts model={model} />
      </Card>
      <Bom model={model} />
      {isOpen && <ModelDialog model={model} onClose={() => setOpen(false)} />}
    </Page>
  );
}

function Facts({ model }: { model: Model }) {
  const t = useWords(words);
  const name = useName();
  const format = useFormat();
  const { can } = useSession();
  const factory = remote.useQuery(
    'get',
    '/v1/organisations/{organisation_id}',
    { params: { path: { organisation_id: model.factory_id } } },
    { enabled: can('organisations.read') },
  ).data;
  const items = [
    { key: 'name', label: t('name'), children: model.name },
    { key: 'nameEn', label: t('nameEn'), children: model.name_en || '—' },
    { key: 'category', label: t('category'), children: model.category || '—' },
    {
      key: 'factory',
      label: t('factory'),
      children: factory ? <Link to={`/organisations/${factory.id}`}>{name(factory)}</Link> : '…',
    },
    { key: 'since', label: t('since'), children: format.instant(model.created_at) },
  ];
  return <Descriptions column={{ xs: 1, md: 2 }} size="small" items={items} />;
}
