/** The network: dealers, stations, factories, suppliers and carriers. */
import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Select } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import type { Columns } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { ORGANISATION_KINDS, ORGANISATION_STATES, useChoices, useDomain } from '../../../ui/domain.ts';
import { useFilters } from '../../../ui/filters.ts';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { Page } from '../../../ui/Page.tsx';
import { Nothing } from '../../../ui/states.tsx';
import { OrganisationTag } from './OrganisationTag.tsx';
import { words } from './words.ts';

type Organisation = Schemas['Organisation'];

export function Component() {
  const t = useWords(words);
  const choices = useChoices();
  const { can } = useSession();
  const filters = useFilters(['text', 'kind', 'state']);
  const columns = useOrganisationColumns();
  const { text, kind, state } = filters.values;
  const list = useList({
    address: '/v1/organisations',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(text ? { q: text } : {}),
        ...(kind ? { kind: kind as Schemas['OrganisationKind'] } : {}),
        ...(state ? { state: state as Schemas['OrganisationState'] } : {}),
      };
      return body(api.GET('/v1/organisations', { params: { query } }));
    },
  });
  const tools = (
    <>
      <Input.Search
        allowClear
        key={text ?? ''}
        defaultValue={text ?? ''}
        placeholder={t('search')}
        aria-label={t('search')}
        style={{ width: 220 }}
        maxLength={100}
        onSearch={(typed) => filters.set({ text: typed.trim() })}
      />
      <Select
        allowClear
        value={kind ?? null}
        placeholder={t('anyKind')}
        aria-label={t('kind')}
        style={{ width: 140 }}
        options={choices(ORGANISATION_KINDS)}
        onChange={(value: string | null) => filters.set({ kind: value })}
      />
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 140 }}
        options={choices(ORGANISATION_STATES)}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
    </>
  );
  return (
    <Page title={t('organisations')} hint={t('organisationsHint')} actions={can('organisations.manage') && <Ways />}>
      <DataTable
        id="organisations"
        title={t('organisations')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={tools}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={
          <Nothing title={t('none')} hint={t('noneHint')} action={can('organisations.manage') ? <Ways /> : null} />
        }
      />
    </Page>
  );
}

/** How organisations come in: one by one, or a whole sheet. */
function Ways() {
  const t = useWords(words);
  const go = useNavigate();
  return (
    <Flex gap={8} wrap justify="center">
      <Button icon={<UploadOutlined aria-hidden />} onClick={() => void go('/imports?kind=dealers')}>
        {t('import')}
      </Button>
      <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => void go('/organisations/new')}>
        {t('add')}
      </Button>
    </Flex>
  );
}

function useOrganisationColumns(): Columns<Organisation> {
  const t = useWords(words);
  const name = useName();
  const domain = useDomain();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('name'),
        value: (row) => name(row),
        render: (row) => <Link to={`/organisations/${row.id}`}>{name(row)}</Link>,
      },
      { key: 'code', title: t('code'), value: (row) => row.code },
      { key: 'kind', title: t('kind'), value: (row) => domain(ORGANISATION_KINDS, row.kind) },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(ORGANISATION_STATES, row.state),
        render: (row) => <OrganisationTag state={row.state} />,
      },
      { key: 'place', title: t('place'), value: (row) => [row.province, row.city].filter(Boolean).join(' ') },
      { key: 'contact', title: t('contact'), value: (row) => row.contact_name },
      { key: 'phone', title: t('phone'), value: (row) => row.phone },
      { key: 'email', title: t('email'), value: (row) => row.email, isExtra: true },
      { key: 'address', title: t('address'), value: (row) => row.address, isExtra: true },
      { key: 'since', title: t('since'), value: (row) => format.instant(row.created_at), isExtra: true },
    ],
    [t, name, domain, format],
  );
}
