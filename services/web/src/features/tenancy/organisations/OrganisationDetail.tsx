/** One organisation: who it is, its warehouses, its people. */
import { Alert, Button, Col, Descriptions, Row, Tag } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { api, ifMatch, remote, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { useConfirm } from '../../../ui/confirm.ts';
import { ORGANISATION_KINDS, useDomain } from '../../../ui/domain.ts';
import { useFormat } from '../../../ui/format.ts';
import { Page } from '../../../ui/Page.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { PeopleOf } from '../people/PeopleOf.tsx';
import { hasPeople } from '../people/roles.ts';
import { OrganisationTag } from './OrganisationTag.tsx';
import { WarehousesOf } from './WarehousesOf.tsx';
import { words } from './words.ts';

type Organisation = Schemas['Organisation'];
const CHANGES = ['/v1/organisations'];

export function Component() {
  const { id = '' } = useParams();
  const params = { path: { organisation_id: id } };
  const asked = remote.useQuery('get', '/v1/organisations/{organisation_id}', { params });
  return <Loaded query={asked}>{(organisation) => <Detail organisation={organisation} />}</Loaded>;
}

function Detail({ organisation }: { organisation: Organisation }) {
  const t = useWords(words);
  const name = useName();
  const domain = useDomain();
  const { can, isDealer } = useSession();
  const isClosed = organisation.state === 'closed';
  const keepsStock = hasPeople(organisation.kind);
  return (
    <Page
      title={name(organisation)}
      mark={
        <>
          <Tag>{domain(ORGANISATION_KINDS, organisation.kind)}</Tag>
          {isClosed && <OrganisationTag state={organisation.state} />}
        </>
      }
      hint={organisation.code}
      back={isDealer ? '/' : '/organisations'}
      record={organisation.id}
      actions={can('organisations.manage') && <Actions organisation={organisation} />}
    >
      {isClosed && <Alert type="warning" showIcon title={t('closedNote')} style={{ marginBottom: 16 }} />}
      <Row gutter={[16, 16]}>
        <Col xs={24} lg={12}>
          <Card title={t('facts')} style={{ marginBottom: 16 }}>
            <Facts organisation={organisation} />
          </Card>
          {keepsStock && can('stock.read') && <WarehousesOf organisation={organisation} />}
        </Col>
        <Col xs={24} lg={12}>
          {hasPeople(organisation.kind) && can('people.read') && <PeopleOf organisation={organisation} />}
        </Col>
      </Row>
    </Page>
  );
}

function Facts({ organisation }: { organisation: Organisation }) {
  const t = useWords(words);
  const format = useFormat();
  const { province, city, address, consignee, contact_name, phone, email, name_en, created_at } = organisation;
  const items = [
    { key: 'nameEn', label: t('nameEn'), children: name_en },
    { key: 'contact', label: t('contact'), children: contact_name },
    { key: 'phone', label: t('phone'), children: phone },
    { key: 'email', label: t('email'), children: email && <a href={`mailto:${email}`}>{email}</a> },
    { key: 'place', label: t('place'), children: [province, city].filter(Boolean).join(' ') },
    { key: 'consignee', label: t('consignee'), children: consignee },
    { key: 'address', label: t('address'), children: address, span: 2 },
    { key: 'since', label: t('since'), children: format.instant(created_at) },
  ];
  return (
    <Descriptions
      column={{ xs: 1, md: 2 }}
      size="small"
      items={items.map((one) => ({ ...one, children: one.children || '—' }))}
    />
  );
}

function Actions({ organisation }: { organisation: Organisation }) {
  const t = useWords(words);
  const go = useNavigate();
  if (organisation.state === 'closed') return <Reopen organisation={organisation} />;
  return (
    <>
      {organisation.kind !== 'headquarters' && <Close organisation={organisation} />}
      <Button type="primary" onClick={() => void go(`/organisations/${organisation.id}/edit`)}>
        {t('edit')}
      </Button>
    </>
  );
}

const under = ({ id, version }: Organisation) => ({
  params: { path: { organisation_id: id }, header: ifMatch(version) },
});

function Close({ organisation }: { organisation: Organisation }) {
  const t = useWords(words);
  const name = useName();
  const confirm = useConfirm();
  const close = useAct({
    run: () => api.PUT('/v1/organisations/{organisation_id}/closure', under(organisation)),
    done: t('closed'),
    changes: CHANGES,
  });
  const ask = async () => {
    const title = t('closeTitle', { name: name(organisation) });
    if (await confirm({ title, content: t('closeHint'), verb: t('close'), dangerous: true })) close.mutate();
  };
  return (
    <Button danger loading={close.isPending} onClick={() => void ask()}>
      {t('close')}
    </Button>
  );
}

function Reopen({ organisation }: { organisation: Organisation }) {
  const t = useWords(words);
  const name = useName();
  const confirm = useConfirm();
  const reopen = useAct({
    run: () => api.DELETE('/v1/organisations/{organisation_id}/closure', under(organisation)),
    done: t('reopened'),
    changes: CHANGES,
  });
  const ask = async () => {
    const title = t('reopenTitle', { name: name(organisation) });
    if (await confirm({ title, content: t('reopenHint'), verb: t('reopen') })) reopen.mutate();
  };
  return (
    <Button type="primary" loading={reopen.isPending} onClick={() => void ask()}>
      {t('reopen')}
    </Button>
  );
}
