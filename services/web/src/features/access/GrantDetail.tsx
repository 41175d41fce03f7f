/** One request of an operator: why, what was answered, and every single look under it. */
import { Descriptions } from 'antd';
import { useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { api, body, remote, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Answers } from './Answers.tsx';
import { LookDays } from './LookDays.tsx';
import { thingAt } from './names.ts';
import { StateTag } from './StateTag.tsx';
import { words } from './words.ts';

type Look = Schemas['Look'];

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/access-grants/{access_id}', { params: { path: { access_id: id } } });
  return <Loaded query={asked}>{(access) => <Detail access={access} />}</Loaded>;
}

function Detail({ access }: { access: Schemas['Access'] }) {
  const t = useWords(words);
  const format = useFormat();
  const { day } = useFilters(['day']).values;
  const items = [
    { key: 'reason', label: t('reason'), children: access.reason, span: 2 },
    { key: 'asked', label: t('asked'), children: format.instant(access.asked_at) },
    { key: 'hours', label: t('hours'), children: t('hoursValue', { n: access.hours }) },
    ...(access.state === 'asked' && access.lapses_at
      ? [{ key: 'lapses', label: t('lapses'), children: format.instant(access.lapses_at) }]
      : []),
    ...(access.answered_at
      ? [
          { key: 'by', label: t('answeredBy'), children: access.answered_by_name },
          { key: 'answered', label: t('answered'), children: format.instant(access.answered_at) },
        ]
      : []),
    ...(access.granted_hours
      ? [
          { key: 'granted', label: t('granted'), children: t('hoursValue', { n: access.granted_hours }) },
          { key: 'until', label: t('until'), children: format.instant(access.until) },
        ]
      : []),
    ...(access.answer ? [{ key: 'answer', label: t('answer'), children: access.answer }] : []),
    ...(access.ended_at ? [{ key: 'ended', label: t('ended'), children: format.instant(access.ended_at) }] : []),
  ];
  return (
    <Page
      title={access.operator_name}
      mark={<StateTag state={access.state} />}
      back="/access-grants"
      record={access.id}
      actions={<Answers access={access} />}
    >
      <Card style={{ marginBottom: 16 }}>
        <Descriptions column={{ xs: 1, md: 2 }} items={items} />
      </Card>
      {day ? (
        <Card
          title={t('lookedOn', { day: format.day(day) })}
          extra={<Link to={`/access-grants/${access.id}`}>{t('allDays')}</Link>}
          isTight
        >
          <Looks accessId={access.id} day={day} />
        </Card>
      ) : (
        <Card title={t('looked')} extra={<small className="muted">{t('lookDaysHint')}</small>} isTight>
          <LookDays accessId={access.id} />
        </Card>
      )}
    </Page>
  );
}

function Looks({ accessId, day }: { accessId: string; day: string }) {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  const list = useList({
    address: '/v1/access-grants/{access_id}/looks',
    scope: [accessId, day],
    ask: (page) =>
      body(
        api.GET('/v1/access-grants/{access_id}/looks', {
          params: { path: { access_id: accessId }, query: { ...page, day } },
        }),
      ),
  });
  const columns = useMemo<Columns<Look>>(
    () => [
      { key: 'at', title: t('at'), value: (row) => format.instant(row.at) },
      {
        key: 'address',
        title: t('address'),
        value: (row) => row.address,
        render: (row) => (
          <span>
            {say(thingAt(row.address))}
            <br />
            <code className="muted" style={{ overflowWrap: 'anywhere' }}>
              {row.address}
            </code>
          </span>
        ),
      },
      {
        key: 'method',
        title: t('method'),
        value: (row) => row.method,
        render: (row) =>
          row.method === 'GET' ? row.method : <span className="alarm">{`${row.method} · ${t('tried')}`}</span>,
      },
      { key: 'request', title: t('requestId'), isExtra: true, value: (row) => row.request_id },
    ],
    [t, say, format],
  );
  return (
    <DataTable
      id="access-looks"
      title={t('looked')}
      list={list}
      columns={columns}
      empty={{ title: t('noLooks'), hint: t('noLooksHint') }}
    />
  );
}
