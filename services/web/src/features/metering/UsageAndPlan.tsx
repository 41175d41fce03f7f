/** A brand's own month: usage against its plan, months to go back to, the workbook, and the plans so far. */
import { api, body, remote } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { Assignments } from '../../ui/Assignments.tsx';
import { Card } from '../../ui/Card.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { thisMonth } from '../../ui/usage.ts';
import { MonthInput, SaveStatement, UsageStatement } from '../../ui/UsageStatement.tsx';
import { words } from './words.ts';

export function Component() {
  const t = useWords(words);
  const name = useName();
  const { brand } = useSession();
  const filters = useFilters(['month']);
  const { month } = filters.values;
  const query = month ? { month } : {};
  const asked = remote.useQuery('get', '/v1/usage/statement', { params: { query } });
  const plans = useList({
    address: '/v1/usage/plans',
    ask: (page) => body(api.GET('/v1/usage/plans', { params: { query: page } })),
  });
  return (
    <Page
      title={t('title')}
      hint={t('hint')}
      actions={
        <>
          <MonthInput
            month={month ?? asked.data?.month ?? thisMonth()}
            onChange={(chosen) => filters.set({ month: chosen })}
          />
          {asked.data && <SaveStatement statement={asked.data} brand={name(brand)} />}
        </>
      }
    >
      <Loaded query={asked}>{(statement) => <UsageStatement statement={statement} title={t('usage')} />}</Loaded>
      <Card title={t('history')} isTight>
        <Assignments id="usage.plans" list={plans} />
      </Card>
    </Page>
  );
}
