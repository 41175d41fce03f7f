/** The addresses that are told what happens, and adding one; its secret is shown once. */
import { Flex, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import type { Columns } from '../../ui/columns.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList, whole } from '../../ui/lists.ts';
import { SecretOnce } from '../../ui/SecretOnce.tsx';
import { AddButton } from '../../ui/WaysIn.tsx';
import { EndpointForm, type Wanted } from './EndpointForm.tsx';
import { useEventName } from './EventPicker.tsx';
import { stateOf, StateTag } from './StateTag.tsx';
import { words } from './words.ts';

type Endpoint = Schemas['Endpoint'];
const EMPTY: Wanted = { url: '', events: ['claims.*'], description: '' };

export function Component() {
  const t = useWords(words);
  const columns = useEndpointColumns();
  const [isOpen, setOpen] = useState(false);
  const list = useList({
    address: '/v1/webhook-endpoints',
    ask: async () => whole((await body(api.GET('/v1/webhook-endpoints'))).items),
  });
  const add = <AddButton verb={t('add')} onAdd={() => setOpen(true)} />;
  return (
    <ListPage
      id="webhook.endpoints"
      title={t('endpoints')}
      hint={t('endpointsHint')}
      actions={add}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint') }}
    >
      <AddEndpoint isOpen={isOpen} onClose={() => setOpen(false)} />
    </ListPage>
  );
}

function AddEndpoint({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useWords(words);
  const go = useNavigate();
  const [made, setMade] = useState<Schemas['EndpointWithSecret'] | null>(null);
  const add = useAct({
    run: (wanted: Wanted) => {
      const params = { header: { 'Idempotency-Key': newKey() } };
      return body(api.POST('/v1/webhook-endpoints', { params, body: wanted }));
    },
    done: t('added'),
    changes: ['/v1/webhook-endpoints'],
    then: (added) => {
      setMade(added);
      onClose();
    },
  });
  return (
    <>
      <EndpointForm
        title={t('add')}
        verb={t('add')}
        first={EMPTY}
        isOpen={isOpen}
        isBusy={add.isPending}
        onSave={(wanted) => add.mutate(wanted)}
        onCancel={onClose}
      />
      <SecretOnce
        title={t('secret')}
        hint={t('secretHint')}
        secret={made?.secret ?? null}
        onKept={() => void go(`/webhook-endpoints/${made?.endpoint.id ?? ''}`)}
      />
    </>
  );
}

function useEndpointColumns(): Columns<Endpoint> {
  const t = useWords(words);
  const format = useFormat();
  const event = useEventName();
  return useMemo(
    () => [
      {
        key: 'url',
        title: t('url'),
        value: (row) => row.url,
        render: (row) => (
          <Flex vertical>
            <Link to={`/webhook-endpoints/${row.id}`} style={{ overflowWrap: 'anywhere' }}>
              {row.url}
            </Link>
            {row.description && <small className="muted">{row.description}</small>}
          </Flex>
        ),
      },
      {
        key: 'state',
        title: t('state'),
        value: (row) => t(stateOf(row)),
        render: (row) => <StateTag endpoint={row} />,
      },
      {
        key: 'events',
        title: t('events'),
        value: (row) => row.events.join(', '),
        render: (row) => (
          <Flex gap={4} wrap>
            {row.events.map((one) => (
              <Tag key={one} title={one} style={{ marginInlineEnd: 0 }}>
                {event(one)}
              </Tag>
            ))}
          </Flex>
        ),
      },
      { key: 'created', title: t('created'), value: (row) => format.instant(row.created_at) },
    ],
    [t, format, event],
  );
}
