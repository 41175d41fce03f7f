/** Deletions of tenants: asked by one operator, confirmed by another, receipts of those that are done. */
import { Alert, Button, Flex, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useSay, useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { type Columns, tagColumn } from '../../../ui/columns.tsx';
import { useConfirm } from '../../../ui/confirm.ts';
import { useFormat } from '../../../ui/format.ts';
import { ListPage } from '../../../ui/ListPage.tsx';
import { useList } from '../../../ui/lists.ts';
import { ReasonButton } from '../../../ui/ReasonButton.tsx';
import { DELETION_STATES } from './names.ts';
import { words } from './words.ts';

type Deletion = Schemas['DeletionShown'];
const CHANGES = ['/v1/operator'];

export function Component() {
  const t = useWords(words);
  const list = useList({
    address: '/v1/operator/deletions',
    ask: (query) => body(api.GET('/v1/operator/deletions', { params: { query } })),
  });
  const columns = useDeletionColumns();
  return (
    <ListPage
      id="operator.deletions"
      title={t('deletions')}
      hint={t('hint')}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint') }}
    />
  );
}

function useDeletionColumns(): Columns<Deletion> {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'tenant',
        title: t('tenant'),
        value: (row) => row.name,
        render: (row) => (
          <span>
            {row.state === 'done' ? row.name : <Link to={`/operator/tenants/${row.tenant_id}`}>{row.name}</Link>}
            <br />
            <small className="muted">{row.code}</small>
          </span>
        ),
      },
      tagColumn(
        'state',
        t('state'),
        (row) => say(DELETION_STATES[row.state].word),
        (row) => DELETION_STATES[row.state].tone,
      ),
      { key: 'reason', title: t('reason'), value: (row) => row.reason },
      { key: 'askedBy', title: t('askedBy'), value: (row) => row.asked_by_name },
      { key: 'confirmedBy', title: t('confirmedBy'), value: (row) => row.confirmed_by_name },
      { key: 'cancelledBy', title: t('cancelledBy'), value: (row) => row.cancelled_by_name, isExtra: true },
      { key: 'asked', title: t('askedAt'), value: (row) => format.instant(row.asked_at) },
      { key: 'confirmed', title: t('confirmedAt'), value: (row) => format.instant(row.confirmed_at), isExtra: true },
      {
        key: 'due',
        title: t('dueAt'),
        value: (row) => (row.due_at ? format.instant(row.due_at) : t('delay', { n: row.delay_days })),
      },
      { key: 'finished', title: t('finishedAt'), value: (row) => format.instant(row.finished_at), isExtra: true },
      {
        key: 'rows',
        title: t('rows'),
        align: 'end',
        value: (row) => Object.values(row.erased).reduce((all, one) => all + one, 0),
        isExtra: true,
      },
      { key: 'acts', title: '', value: () => '', render: (row) => <Acts row={row} /> },
    ],
    [t, say, format],
  );
}

function Acts({ row }: { row: Deletion }) {
  if (row.receipt) return <Receipt row={row} />;
  return (
    <Flex gap={8} wrap>
      {row.state === 'asked' && <Confirm row={row} />}
      {(row.state === 'asked' || row.state === 'confirmed') && <Cancel row={row} />}
    </Flex>
  );
}

function Confirm({ row }: { row: Deletion }) {
  const t = useWords(words);
  const sure = useConfirm();
  const confirm = useAct({
    run: () =>
      api.POST('/v1/operator/deletions/{deletion_id}/confirmation', { params: { path: { deletion_id: row.id } } }),
    changes: CHANGES,
    done: t('confirmed'),
  });
  const ask = async () => {
    const content = t('confirmHint', { n: row.delay_days });
    const title = t('confirmTitle', { name: row.name });
    if (await sure({ title, content, verb: t('confirm'), dangerous: true })) confirm.mutate();
  };
  return (
    <Button size="small" danger type="primary" loading={confirm.isPending} onClick={() => void ask()}>
      {t('confirm')}
    </Button>
  );
}

function Cancel({ row }: { row: Deletion }) {
  const t = useWords(words);
  const cancel = useAct({
    run: (reason: string) =>
      api.POST('/v1/operator/deletions/{deletion_id}/cancellation', {
        params: { path: { deletion_id: row.id } },
        body: { reason },
      }),
    changes: CHANGES,
    done: t('cancelled'),
  });
  return (
    <ReasonButton
      size="small"
      verb={t('cancel')}
      title={t('cancelTitle', { name: row.name })}
      hint={t('cancelHint')}
      isBusy={cancel.isPending}
      onReason={cancel.mutateAsync}
    />
  );
}

function Receipt({ row }: { row: Deletion }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('receipt')}
      </Button>
      <Modal
        open={isOpen}
        title={t('receiptTitle', { name: row.name })}
        footer={null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Alert
          showIcon
          type={row.is_signature_ours ? 'success' : 'error'}
          title={t(row.is_signature_ours ? 'ours' : 'notOurs')}
        />
        <pre style={{ overflowX: 'auto', fontSize: 12 }} tabIndex={0}>
          {row.receipt}
        </pre>
        <code style={{ overflowWrap: 'anywhere', fontSize: 12 }}>{row.signature}</code>
      </Modal>
    </>
  );
}
