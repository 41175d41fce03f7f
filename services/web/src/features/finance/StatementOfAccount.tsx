/** A dealer's account in one month: what stood before, every booking, what stands after. */
import { Col, Row, Statistic } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { useMemo } from 'react';
import { remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { type Columns, linkColumn } from '../../ui/columns.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { MonthField } from '../../ui/MonthField.tsx';
import { OrganisationSelect } from '../../ui/OrganisationSelect.tsx';
import { Page } from '../../ui/Page.tsx';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { Loaded, Nothing } from '../../ui/states.tsx';
import { thisMonth } from '../../ui/usage.ts';
import { words } from './words.ts';

export function Component() {
  const t = useWords(words);
  const { me, isDealer } = useSession();
  const filters = useFilters(['dealer', 'month']);
  const dealer = me.dealer_id ?? filters.values.dealer;
  const month = filters.values.month ?? thisMonth();
  return (
    <Page
      title={t('statement')}
      actions={
        <>
          {!isDealer && (
            <OrganisationSelect
              allowClear
              kind="dealer"
              value={filters.values.dealer}
              label={t('dealer')}
              placeholder={t('chooseDealer')}
              style={{ width: 240 }}
              onChange={(chosen) => filters.set({ dealer: chosen })}
            />
          )}
          <MonthField
            label={t('month')}
            value={month}
            max={thisMonth()}
            onChange={(chosen) => filters.set({ month: chosen })}
          />
        </>
      }
    >
      {dealer ? <OfDealer dealer={dealer} month={month} /> : <Nothing title={t('pickDealer')} />}
    </Page>
  );
}

function OfDealer({ dealer, month }: { dealer: string; month: string }) {
  const asked = remote.useQuery('get', '/v1/dealers/{dealer_id}/statement', {
    params: { path: { dealer_id: dealer }, query: { month } },
  });
  return <Loaded query={asked}>{(statement) => <Account statement={statement} />}</Loaded>;
}

function Account({ statement }: { statement: Schemas['Statement'] }) {
  const t = useWords(words);
  const format = useFormat();
  const columns = useMemo<Columns<Schemas['StatementLine']>>(
    () => [
      linkColumn(
        'number',
        t('number'),
        (row) => row.number,
        (row) => `/credit-notes/${row.credit_note_id}`,
      ),
      { key: 'at', title: t('date'), value: (row) => format.instant(row.at) },
      { key: 'memo', title: t('memo'), value: (row) => row.memo },
      {
        key: 'amount',
        title: t('amount'),
        value: (row) => row.amount.amount,
        render: (row) => format.money(row.amount),
        align: 'end',
      },
      {
        key: 'balance',
        title: t('balance'),
        value: (row) => row.balance.amount,
        render: (row) => format.money(row.balance),
        align: 'end',
      },
    ],
    [t, format],
  );
  return (
    <>
      <Row gutter={16} style={{ marginBottom: 16 }}>
        <Col xs={12} md={6}>
          <Card size="small">
            <Statistic title={t('opening')} value={format.money(statement.opening)} />
          </Card>
        </Col>
        <Col xs={12} md={6}>
          <Card size="small">
            <Statistic title={t('closing')} value={format.money(statement.closing)} />
          </Card>
        </Col>
      </Row>
      <SheetTable
        id="statement"
        title={t('statement')}
        rows={statement.lines}
        columns={columns}
        rowKey={(row) => `${row.number}-${row.at}`}
        empty={<Nothing title={t('noBookings')} />}
      />
    </>
  );
}
