/** One tenant as the platform sees it: particulars, load, what operators did to it; nothing of its data. */
import { Button, Col, Descriptions, Row, Statistic, Tag } from 'antd';
import { useMemo } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api, remote, type Schemas } from '../../api/client.ts';
import { useName, useSay, useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { Card } from '../../ui/Card.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { useConfirm } from '../../ui/confirm.ts';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Acts } from './Acts.tsx';
import { AskDeletion } from './deletions/AskDeletion.tsx';
import { FLEETS, TENANT_STATES } from './names.ts';
import { TenantPlan } from './plans/TenantPlan.tsx';
import { InviteAdministrator } from './provisioning/InviteAdministrator.tsx';
import { words } from './words.ts';

type Tenant = Schemas['Tenant'];
const CHANGES = ['/v1/operator/tenants', '/v1/operator/usage', '/v1/operator/acts'];
const QUARTER = 6;

export function Component() {
  const { id = '' } = useParams();
  const params = { path: { tenant_id: id } };
  const asked = remote.useQuery('get', '/v1/operator/tenants/{tenant_id}', { params });
  return <Loaded query={asked}>{(tenant) => <Detail tenant={tenant} />}</Loaded>;
}

function Detail({ tenant }: { tenant: Tenant }) {
  const t = useWords(words);
  const say = useSay();
  const name = useName();
  const format = useFormat();
  const go = useNavigate();
  const params = { path: { tenant_id: tenant.id } };
  const load = remote.useQuery('get', '/v1/operator/tenants/{tenant_id}/load', { params });
  const items = [
    { key: 'code', label: t('code'), children: <code>{tenant.code}</code> },
    { key: 'since', label: t('since'), children: format.instant(tenant.created_at) },
    { key: 'currency', label: t('currency'), children: tenant.currency },
    { key: 'zone', label: t('timeZone'), children: tenant.time_zone },
  ];
  return (
    <Page
      title={name(tenant)}
      mark={<Tag color={tenant.state === 'active' ? 'success' : 'error'}>{say(TENANT_STATES[tenant.state])}</Tag>}
      back="/operator/tenants"
      actions={
        <>
          <AskDeletion tenant={tenant} />
          <InviteAdministrator tenantId={tenant.id} />
          {tenant.state === 'active' ? (
            <>
              <Button onClick={() => void go(`/operator/access?ask=${tenant.id}`)}>{t('askAccess')}</Button>
              <Suspend tenant={tenant} />
            </>
          ) : (
            <Resume tenant={tenant} />
          )}
        </>
      }
    >
      <Card style={{ marginBottom: 16 }}>
        <Descriptions column={{ xs: 1, md: 2 }} items={items} />
      </Card>
      <TenantPlan tenant={tenant} />
      <Loaded query={load} rows={4}>
        {(shown) => <LoadOf load={shown} />}
      </Loaded>
      <Card title={t('acts')} isTight>
        <Acts tenantId={tenant.id} />
      </Card>
    </Page>
  );
}

function Suspend({ tenant }: { tenant: Tenant }) {
  const t = useWords(words);
  const name = useName();
  const suspend = useAct({
    run: (reason: string) =>
      api.PUT('/v1/operator/tenants/{tenant_id}/suspension', {
        params: { path: { tenant_id: tenant.id } },
        body: { reason },
      }),
    done: t('suspended'),
    changes: CHANGES,
  });
  return (
    <ReasonButton
      danger
      verb={t('suspend')}
      title={t('suspendTitle', { name: name(tenant) })}
      hint={t('suspendHint')}
      isBusy={suspend.isPending}
      onReason={suspend.mutateAsync}
    />
  );
}

function Resume({ tenant }: { tenant: Tenant }) {
  const t = useWords(words);
  const name = useName();
  const confirm = useConfirm();
  const resume = useAct({
    run: () =>
      api.DELETE('/v1/operator/tenants/{tenant_id}/suspension', { params: { path: { tenant_id: tenant.id } } }),
    done: t('resumed'),
    changes: CHANGES,
  });
  const ask = async () => {
    const title = t('resumeTitle', { name: name(tenant) });
    if (await confirm({ title, content: t('resumeHint'), verb: t('resume') })) resume.mutate();
  };
  return (
    <Button type="primary" loading={resume.isPending} onClick={() => void ask()}>
      {t('resume')}
    </Button>
  );
}

function LoadOf({ load: { calls, fleets } }: { load: Schemas['Load'] }) {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  const columns = useMemo<Columns<Schemas['FleetShareShown']>>(
    () => [
      { key: 'fleet', title: t('fleet'), value: (row) => say(FLEETS[row.fleet]) },
      { key: 'share', title: t('share'), align: 'end', value: (row) => format.percent(row.share) },
      { key: 'waiting', title: t('waiting'), align: 'end', value: (row) => `${row.waiting} / ${row.waiting_of_all}` },
      { key: 'running', title: t('running'), align: 'end', value: (row) => `${row.running} / ${row.running_of_all}` },
      {
        key: 'done',
        title: t('doneHour'),
        align: 'end',
        value: (row) => `${row.done_last_hour} / ${row.done_last_hour_of_all}`,
      },
      {
        key: 'dead',
        title: t('dead'),
        align: 'end',
        value: (row) => row.dead,
        render: (row) => <span className={row.dead ? 'alarm' : ''}>{row.dead}</span>,
      },
    ],
    [t, say, format],
  );
  const figures = [
    { key: 'calls', title: t('calls'), value: format.number(calls.calls) },
    {
      key: 'noise',
      title: t('noise'),
      value: format.percent(calls.calls_of_all ? calls.calls / calls.calls_of_all : 0),
    },
    { key: 'refused', title: t('refused'), value: format.number(calls.refused) },
    { key: 'failed', title: t('failed'), value: format.number(calls.failed) },
  ];
  return (
    <>
      <Card
        title={t('requests')}
        extra={<small className="muted">{t('requestsSince', { since: format.instant(calls.since) })}</small>}
        style={{ marginBottom: 16 }}
      >
        <Row gutter={[16, 16]}>
          {figures.map((one) => (
            <Col key={one.key} xs={12} md={QUARTER}>
              <Statistic title={one.title} value={one.value} />
            </Col>
          ))}
        </Row>
      </Card>
      <Card title={t('shares')} isTight style={{ marginBottom: 16 }}>
        <SheetTable
          id="tenant.fleets"
          title={t('shares')}
          rows={fleets}
          columns={columns}
          rowKey={(row) => row.fleet}
        />
      </Card>
    </>
  );
}
