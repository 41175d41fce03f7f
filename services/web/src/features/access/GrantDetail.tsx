/** One request of an operator: why, what was answered, and every single look under it. */
import { Descriptions } from 'antd';
import { Link, useParams } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Answers } from './Answers.tsx';
import { LookDays } from './LookDays.tsx';
import { LooksOfDay } from './LooksOfDay.tsx';
import { StateTag } from './StateTag.tsx';
import { words } from './words.ts';

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
          <LooksOfDay accessId={access.id} day={day} />
        </Card>
      ) : (
        <Card title={t('looked')} extra={<small className="muted">{t('lookDaysHint')}</small>} isTight>
          <LookDays accessId={access.id} />
        </Card>
      )}
    </Page>
  );
}
