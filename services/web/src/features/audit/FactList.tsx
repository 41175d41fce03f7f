/** The audit trail: what happened, to what, by whom, when; each fact opens with its fields and its origin. */
import { SafetyOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, remote, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { FactDetails } from '../../ui/FactDetails.tsx';
import { useActor } from '../../ui/actors.ts';
import { words as facts } from '../../ui/facts.ts';
import { linkFilter, ownFilter, periodFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { SidePanel } from '../../ui/SidePanel.tsx';
import { nameOfSubject, pageOfSubject } from '../../ui/subjects.ts';
import { words } from './words.ts';

type Fact = Schemas['FactRow'];
const MANY = 200;

export function Component() {
  const t = useWords(words);
  const say = useWords(facts);
  const go = useNavigate();
  const [opened, setOpened] = useState<Fact | null>(null);
  const columns = useFactColumns(setOpened);
  const list = useList({
    address: '/v1/facts',
    filters: useFactFilters(),
    ask: (query) => body(api.GET('/v1/facts', { params: { query } })),
  });
  const { filters } = list;
  return (
    <ListPage
      id="audit"
      title={t('audit')}
      hint={t('auditHint')}
      actions={
        <Button icon={<SafetyOutlined aria-hidden />} onClick={() => void go('/audit/seals')}>
          {t('seals')}
        </Button>
      }
      list={list}
      columns={columns}
      empty={{ title: t('none') }}
    >
      {filters.values['subject'] && (
        <Alert
          type="info"
          title={t('ofOne')}
          style={{ marginBottom: 12 }}
          action={
            <Button size="small" onClick={() => filters.set({ subject: null })}>
              {t('showAll')}
            </Button>
          }
        />
      )}
      <SidePanel
        isOpen={opened !== null}
        title={opened && say(opened.name as keyof typeof facts)}
        onClose={() => setOpened(null)}
      >
        {opened && <FactDetails fact={opened} />}
      </SidePanel>
    </ListPage>
  );
}

function useFactFilters() {
  const { can } = useSession();
  return [
    linkFilter('subject_id', 'subject'),
    ownFilter('name', { field: (value, set) => <FactSelect value={value} onChange={set} /> }),
    can('people.read')
      ? ownFilter('actor_id', { name: 'actor', field: (value, set) => <Actors value={value} onChange={set} /> })
      : linkFilter('actor_id', 'actor'),
    periodFilter('since', 'until'),
  ] as const;
}

interface Chosen {
  value: string | undefined;
  onChange: (value: string | null) => void;
}

function FactSelect({ value, onChange }: Chosen) {
  const t = useWords(words);
  const say = useWords(facts);
  const names = useMemo(
    () => (Object.keys(facts) as (keyof typeof facts)[]).map((one) => ({ value: one, label: `${say(one)} ${one}` })),
    [say],
  );
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={(value as keyof typeof facts | undefined) ?? null}
      placeholder={t('anyFact')}
      aria-label={t('fact')}
      style={{ width: 220 }}
      popupMatchSelectWidth={360}
      options={names}
      onChange={onChange}
    />
  );
}

function Actors({ value, onChange }: Chosen) {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/members', { params: { query: { limit: MANY } } });
  const people = (asked.data?.items ?? []).map((one) => ({
    value: one.id,
    label: `${one.name} · ${one.organisation_name}`,
  }));
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={value ?? null}
      placeholder={t('anybody')}
      aria-label={t('actor')}
      style={{ width: 180 }}
      popupMatchSelectWidth={300}
      options={people}
      onChange={onChange}
    />
  );
}

function useFactColumns(open: (fact: Fact) => void): Columns<Fact> {
  const t = useWords(words);
  const fact = useWords(facts);
  const say = useSay();
  const actor = useActor();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'fact',
        title: t('fact'),
        value: (row) => row.name,
        render: (row) => (
          <Flex vertical align="flex-start">
            <Button type="link" size="small" className="wrapping" onClick={() => open(row)}>
              {fact(row.name as keyof typeof facts)}
            </Button>
            <small className="muted">{row.name}</small>
          </Flex>
        ),
      },
      {
        key: 'subject',
        title: t('subject'),
        value: (row) => say(nameOfSubject(row.subject_kind)),
        render: (row) => <About fact={row} />,
      },
      {
        key: 'actor',
        title: t('actor'),
        value: actor,
        render: (row) => <Link to={`?actor=${row.actor_id}`}>{actor(row)}</Link>,
      },
      { key: 'at', title: t('at'), value: (row) => format.instant(row.at) },
    ],
    [t, fact, say, actor, format, open],
  );
}

function About({ fact }: { fact: Fact }) {
  const say = useSay();
  const name = say(nameOfSubject(fact.subject_kind));
  const page = pageOfSubject(fact.subject_kind, fact.subject_id);
  return (
    <Flex vertical>
      {page ? <Link to={page}>{name}</Link> : <span>{name}</span>}
      <Link to={`?subject=${fact.subject_id}`} className="muted">
        <small>{fact.subject_id.slice(-8)}</small>
      </Link>
    </Flex>
  );
}
