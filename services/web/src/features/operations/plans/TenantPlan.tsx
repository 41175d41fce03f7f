/** A tenant's month against its quotas, the plans it was on, and putting it on another. */
import { Flex } from 'antd';
import { api, body, remote, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { Assignments } from '../../../ui/Assignments.tsx';
import { Card } from '../../../ui/Card.tsx';
import { useFilters } from '../../../ui/filters.ts';
import { useList } from '../../../ui/lists.ts';
import { Loaded } from '../../../ui/states.tsx';
import { thisMonth } from '../../../ui/usage.ts';
import { MonthInput, SaveStatement, UsageStatement } from '../../../ui/UsageStatement.tsx';
import { EndPlan } from './EndPlan.tsx';
import { PutOnPlan } from './PutOnPlan.tsx';
import { words } from './words.ts';

export function TenantPlan({ tenant }: { tenant: Schemas['Tenant'] }) {
  const t = useWords(words);
  const name = useName();
  const filters = useFilters(['month']);
  const { month } = filters.values;
  const path = { tenant_id: tenant.id };
  const asked = remote.useQuery('get', '/v1/operator/tenants/{tenant_id}/usage-statement', {
    params: { path, query: month ? { month } : {} },
  });
  const plans = useList({
    address: '/v1/operator/tenants/{tenant_id}/plans',
    scope: tenant.id,
    ask: (query) => body(api.GET('/v1/operator/tenants/{tenant_id}/plans', { params: { path, query } })),
  });
  return (
    <section aria-label={t('usage')}>
      <Flex gap={8} wrap justify="space-between" align="center" style={{ margin: '8px 0 12px' }}>
        <h2 style={{ margin: 0, fontSize: 18 }}>{t('usage')}</h2>
        <Flex gap={8} wrap>
          <MonthInput
            month={month ?? asked.data?.month ?? thisMonth()}
            onChange={(chosen) => filters.set({ month: chosen })}
          />
          {asked.data && <SaveStatement statement={asked.data} brand={name(tenant)} />}
          {(asked.data?.plan || plans.rows[0]?.plan_id) && <EndPlan tenant={tenant} />}
          <PutOnPlan tenant={tenant} />
        </Flex>
      </Flex>
      <Loaded query={asked} rows={4}>
        {(statement) => <UsageStatement statement={statement} title={t('usage')} />}
      </Loaded>
      <Card title={t('plansSoFar')} isTight style={{ marginBottom: 16 }}>
        <Assignments id="operator.tenant.plans" list={plans} />
      </Card>
    </section>
  );
}
