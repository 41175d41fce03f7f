/** One unit: what is known of it, its returns, what happened to it. */
import { Button, Col, Descriptions, Row, Tag } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useNameOf, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { PROOFS, RETURN_STATES, UNIT_STATES, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { RowsCard } from '../../ui/RowsCard.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Trail } from '../../ui/Trail.tsx';
import { UnitDialog } from './UnitDialog.tsx';
import { words } from './words.ts';

type Unit = Schemas['UnitShown'];

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/units/{unit_id}', { params: { path: { unit_id: id } } });
  return <Loaded query={asked}>{(unit) => <Detail unit={unit} />}</Loaded>;
}

function Detail({ unit }: { unit: Unit }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const go = useNavigate();
  const { can, isDealer } = useSession();
  const history = remote.useQuery('get', '/v1/units/{unit_id}/history', { params: { path: { unit_id: unit.id } } });
  const [isOpen, setOpen] = useState(false);
  const mayFile = isDealer && can('returns.file') && unit.state === 'in_use';
  return (
    <Page
      title={unit.serial}
      mark={<Tag>{domain(UNIT_STATES, unit.state)}</Tag>}
      hint={`${unit.model_code} ${nameOf(unit, 'model_name')}`}
      back="/units"
      record={unit.id}
      actions={
        <>
          {can('units.manage') && <Button onClick={() => setOpen(true)}>{t('correct')}</Button>}
          {mayFile && (
            <Button type="primary" onClick={() => void go(`/returns/new?serial=${encodeURIComponent(unit.serial)}`)}>
              {t('fileReturn')}
            </Button>
          )}
        </>
      }
    >
      <Row gutter={[16, 16]}>
        <Col xs={24} lg={14}>
          <Card title={t('facts')} style={{ marginBottom: 16 }}>
            <UnitFacts unit={unit} />
          </Card>
          {can('returns.read') && <UnitReturns serial={unit.serial} />}
        </Col>
        <Col xs={24} lg={10}>
          <Card title={t('history')}>
            <Loaded query={history}>{({ items }) => <Trail items={items} />}</Loaded>
          </Card>
        </Col>
      </Row>
      {isOpen && <UnitDialog unit={unit} onClose={() => setOpen(false)} />}
    </Page>
  );
}

function UnitFacts({ unit }: { unit: Unit }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const format = useFormat();
  const days: [keyof typeof words, string | null | undefined][] = [
    ['sold', unit.sale_date],
    ['invoiced', unit.invoice_date],
    ['delivered', unit.delivery_date],
    ['installed', unit.installation_date],
  ];
  const items = [
    { key: 'dealer', label: t('dealer'), children: nameOf(unit, 'dealer_name') },
    ...days.map(([word, day]) => ({ key: word, label: t(word), children: format.day(day) })),
    { key: 'proof', label: t('proof'), children: `${domain(PROOFS, unit.proof)} ${unit.proof_number ?? ''}` },
    { key: 'owner', label: t('owner'), children: `${unit.owner_name ?? ''} ${unit.owner_phone ?? ''}`.trim() || '—' },
    ...(unit.usage_km ? [{ key: 'km', label: t('km'), children: format.number(unit.usage_km) }] : []),
    ...(unit.usage_hours ? [{ key: 'hours', label: t('hours'), children: format.number(unit.usage_hours) }] : []),
  ];
  return <Descriptions column={{ xs: 1, md: 2 }} size="small" items={items} />;
}

function UnitReturns({ serial }: { serial: string }) {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const asked = remote.useQuery('get', '/v1/returns', { params: { query: { text: serial, limit: 20 } } });
  return (
    <RowsCard
      title={t('returns')}
      query={asked}
      few={2}
      rows={({ items }) =>
        items.map((one) => ({
          key: one.id,
          name: one.number,
          to: `/returns/${one.id}`,
          note: format.instant(one.filed_at),
          figure: domain(RETURN_STATES, one.state),
        }))
      }
      empty={{ title: t('noReturns') }}
    />
  );
}
