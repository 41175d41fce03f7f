/** The seals over the audit trail, and computing a day anew to see that nothing was changed. */
import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useMemo } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import type { Columns } from '../../ui/columns.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { words } from './words.ts';

type Seal = Schemas['Seal'];
const SHOWN = 16;

export function Component() {
  const t = useWords(words);
  const format = useFormat();
  const verify = useAct({
    run: (day: string) => body(api.GET('/v1/fact-seals/{day}/verification', { params: { path: { day } } })),
  });
  const { mutate, isPending, variables } = verify;
  const list = useList({
    address: '/v1/fact-seals',
    ask: (query) => body(api.GET('/v1/fact-seals', { params: { query } })),
  });
  const columns = useMemo<Columns<Seal>>(
    () => [
      { key: 'day', title: t('day'), value: (row) => row.day, render: (row) => format.day(row.day) },
      { key: 'facts', title: t('count'), align: 'end', value: (row) => row.facts },
      {
        key: 'root',
        title: t('root'),
        value: (row) => row.root,
        render: (row) => <code title={row.root}>{row.root.slice(0, SHOWN)}…</code>,
      },
      { key: 'sealed', title: t('sealedAt'), value: (row) => format.instant(row.sealed_at) },
      {
        key: 'verify',
        title: t('verify'),
        value: () => null,
        render: (row) => (
          <Button
            size="small"
            icon={<SafetyCertificateOutlined aria-hidden />}
            aria-label={t('verifyDay', { day: format.day(row.day) })}
            loading={isPending && variables === row.day}
            onClick={() => mutate(row.day)}
          >
            {t('verify')}
          </Button>
        ),
      },
    ],
    [t, format, isPending, variables, mutate],
  );
  return (
    <ListPage
      id="seals"
      title={t('seals')}
      hint={t('sealsHint')}
      back="/audit"
      list={list}
      columns={columns}
      rowKey={(row) => row.day}
      empty={{ title: t('noSeals'), hint: t('noSealsHint') }}
    >
      <div aria-live="polite">{verify.data && <Verdict checked={verify.data} />}</div>
    </ListPage>
  );
}

function Verdict({ checked }: { checked: Schemas['SealChecked'] }) {
  const t = useWords(words);
  const format = useFormat();
  const { seal, holds } = checked;
  const day = format.day(seal.day);
  const long = holds
    ? t('holdsLong', { count: checked.facts_now })
    : t('brokenLong', { sealed: seal.facts, now: checked.facts_now });
  return (
    <Alert
      type={holds ? 'success' : 'error'}
      showIcon
      title={t(holds ? 'holds' : 'broken', { day })}
      description={checked.is_signature_ours ? long : `${long} ${t('notOurs')}`}
      style={{ marginBottom: 16 }}
    />
  );
}
