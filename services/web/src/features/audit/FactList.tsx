/** The audit trail: what happened, to what, by whom, when; each fact opens with its fields and its origin. */
import { SafetyOutlined } from '@ant-design/icons';
import { Alert, Button, DatePicker, Drawer, Flex, Select } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, remote, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FactDetails } from '../../ui/FactDetails.tsx';
import { useActor } from '../../ui/actors.ts';
import { words as facts } from '../../ui/facts.ts';
import { type FilterState, useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { useIsPhone } from '../../ui/screen.ts';
import { Nothing } from '../../ui/states.tsx';
import { nameOfSubject, pageOfSubject } from '../../ui/subjects.ts';
import { words } from './words.ts';

type Fact = Schemas['FactRow'];
const FILTERS = ['subject', 'name', 'actor', 'from', 'to'] as const;
type Wanted = FilterState<(typeof FILTERS)[number]>;
const WIDTH = 520;
const MANY = 200;

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const filters = useFilters(FILTERS);
  const [opened, setOpened] = useState<Fact | null>(null);
  const columns = useFactColumns(setOpened);
  const { subject, name, actor, from, to } = filters.values;
  const list = useList({
    address: '/v1/facts',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(subject ? { subject_id: subject } : {}),
        ...(name ? { name } : {}),
        ...(actor ? { actor_id: actor } : {}),
        ...(from ? { since: dayjs(from).startOf('day').toISOString() } : {}),
        ...(to ? { until: dayjs(to).add(1, 'day').startOf('day').toISOString() } : {}),
      };
      return body(api.GET('/v1/facts', { params: { query } }));
    },
  });
  return (
    <Page
      title={t('audit')}
      hint={t('auditHint')}
      actions={
        <Button icon={<SafetyOutlined aria-hidden />} onClick={() => void go('/audit/seals')}>
          {t('seals')}
        </Button>
      }
    >
      {subject && (
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
      <DataTable
        id="audit"
        title={t('audit')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={<Tools filters={filters} />}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('none')} />}
      />
      <OneFact fact={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function OneFact({ fact, onClose }: { fact: Fact | null; onClose: () => void }) {
  const say = useWords(facts);
  const isPhone = useIsPhone();
  return (
    <Drawer
      open={fact !== null}
      title={fact && say(fact.name as keyof typeof facts)}
      size={isPhone ? '100%' : WIDTH}
      onClose={onClose}
    >
      {fact && <FactDetails fact={fact} />}
    </Drawer>
  );
}

function Tools({ filters }: { filters: Wanted }) {
  const t = useWords(words);
  const say = useWords(facts);
  const { can } = useSession();
  const { name, from, to } = filters.values;
  const names = useMemo(
    () => (Object.keys(facts) as (keyof typeof facts)[]).map((value) => ({ value, label: `${say(value)} ${value}` })),
    [say],
  );
  return (
    <>
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={name ?? null}
        placeholder={t('anyFact')}
        aria-label={t('fact')}
        style={{ width: 220 }}
        popupMatchSelectWidth={360}
        options={names}
        onChange={(value: string | null) => filters.set({ name: value })}
      />
      {can('people.read') && <Actors filters={filters} />}
      <DatePicker.RangePicker
        allowEmpty={[true, true]}
        value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
        aria-label={t('period')}
        placeholder={[t('dayFrom'), t('dayTo')]}
        onChange={(days) => filters.set({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
      />
    </>
  );
}

function Actors({ filters }: { filters: Wanted }) {
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
      value={filters.values.actor ?? null}
      placeholder={t('anybody')}
      aria-label={t('actor')}
      style={{ width: 180 }}
      popupMatchSelectWidth={300}
      options={people}
      onChange={(value: string | null) => filters.set({ actor: value })}
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
