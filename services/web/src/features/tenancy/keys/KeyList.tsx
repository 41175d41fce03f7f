/** Keys for programs: who has which, issuing one that is shown once, revoking one. */
import { Flex, Tag, Tooltip } from 'antd';
import { useMemo, useState } from 'react';
import { api, body, type Permission, type Schemas } from '../../../api/client.ts';
import { useSay, useWords } from '../../../app/language.ts';
import { type Columns, tagColumn } from '../../../ui/columns.tsx';
import { ConfirmButton } from '../../../ui/ConfirmButton.tsx';
import { useFormat } from '../../../ui/format.ts';
import { History } from '../../../ui/History.tsx';
import { ListPage } from '../../../ui/ListPage.tsx';
import { useList } from '../../../ui/lists.ts';
import { SecretOnce } from '../../../ui/SecretOnce.tsx';
import { AddButton } from '../../../ui/WaysIn.tsx';
import { IssueKey } from './IssueKey.tsx';
import { PERMISSIONS } from '../../../ui/permissions.ts';
import { words } from './words.ts';

type Key = Schemas['ApiKey'];
type State = 'live' | 'expired' | 'revoked';
const FEW = 3;
const TONES: Readonly<Record<State, string>> = { live: 'success', expired: 'warning', revoked: 'default' };

const stateOf = (key: Key): State =>
  key.revoked_at ? 'revoked' : Date.parse(key.expires_at) < Date.now() ? 'expired' : 'live';

export function Component() {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const columns = useKeyColumns();
  const list = useList({
    address: '/v1/keys',
    ask: (query) => body(api.GET('/v1/keys', { params: { query } })),
  });
  return (
    <ListPage
      id="keys"
      title={t('keys')}
      hint={t('keysHint')}
      actions={<AddButton verb={t('issue')} onAdd={() => setOpen(true)} />}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint') }}
    >
      <IssueKey isOpen={isOpen} onClose={() => setOpen(false)} onIssued={setSecret} />
      <SecretOnce title={t('secret')} hint={t('secretHint')} secret={secret} onKept={() => setSecret(null)} />
    </ListPage>
  );
}

function useKeyColumns(): Columns<Key> {
  const t = useWords(words);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('name'),
        value: (row) => row.name,
        render: (row) => (
          <Flex vertical>
            <strong>{row.name}</strong>
            <code>{row.prefix}…</code>
          </Flex>
        ),
      },
      tagColumn(
        'state',
        t('state'),
        (row) => t(stateOf(row)),
        (row) => TONES[stateOf(row)],
      ),
      {
        key: 'scopes',
        title: t('scopes'),
        value: (row) => row.scopes.join(', '),
        render: (row) => <Scopes scopes={row.scopes as Permission[]} />,
      },
      {
        key: 'used',
        title: t('used'),
        value: (row) => (row.last_used_at ? format.ago(row.last_used_at) : t('neverUsed')),
      },
      { key: 'expires', title: t('expires'), value: (row) => format.instant(row.expires_at) },
      { key: 'created', title: t('created'), isExtra: true, value: (row) => format.instant(row.created_at) },
      {
        key: 'act',
        title: t('actions'),
        value: () => null,
        render: (row) => (
          <Flex gap={8} wrap>
            {stateOf(row) === 'live' && <Revoke of={row} />}
            <History of={row.id} name={row.name} />
          </Flex>
        ),
      },
    ],
    [t, format],
  );
}

function Scopes({ scopes }: { scopes: readonly Permission[] }) {
  const say = useSay();
  const names = scopes.map((one) => (PERMISSIONS[one] ? say(PERMISSIONS[one]) : one));
  return (
    <Flex gap={4} wrap>
      {names.slice(0, FEW).map((one) => (
        <Tag key={one} style={{ marginInlineEnd: 0 }}>
          {one}
        </Tag>
      ))}
      {names.length > FEW && (
        <Tooltip title={names.slice(FEW).join(' · ')}>
          <Tag tabIndex={0} style={{ marginInlineEnd: 0 }}>{`+${names.length - FEW}`}</Tag>
        </Tooltip>
      )}
    </Flex>
  );
}

function Revoke({ of: key }: { of: Key }) {
  const t = useWords(words);
  return (
    <ConfirmButton
      danger
      size="small"
      verb={t('revoke')}
      title={t('revokeTitle', { name: key.name })}
      content={t('revokeHint')}
      run={() => api.DELETE('/v1/keys/{key_id}', { params: { path: { key_id: key.id } } })}
      done={t('revokedNow')}
      changes={['/v1/keys']}
    />
  );
}
