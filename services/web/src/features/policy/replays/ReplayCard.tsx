/** The replays of a version, and starting another. */
import { HistoryOutlined } from '@ant-design/icons';
import { Button, DatePicker, Form, Modal, Tooltip } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, body, newKey, remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Loaded, Nothing } from '../../../ui/states.tsx';
import { STATES } from './names.ts';
import { words } from './words.ts';

const FEW = 10;
const OFTEN = 5_000;

interface Props {
  policy: Schemas['PolicyShown'];
  isChanged: boolean;
}

export function ReplayCard({ policy, isChanged }: Props) {
  const t = useWords(words);
  const format = useFormat();
  const { can } = useSession();
  const query = { policy_id: policy.id, limit: FEW };
  const asked = remote.useQuery(
    'get',
    '/v1/policy-replays',
    { params: { query } },
    { refetchInterval: ({ state }) => state.data?.items.some((one) => one.state === 'running') && OFTEN },
  );
  return (
    <Card
      title={t('replays')}
      style={{ marginTop: 16 }}
      extra={can('policy.edit') && <Start policy={policy} isChanged={isChanged} />}
    >
      <p className="muted" style={{ marginTop: 0 }}>
        {t('replaysHint')}
      </p>
      <Loaded query={asked} rows={2}>
        {({ items }) =>
          items.length ? (
            <ul className="rows">
              {items.map((one) => (
                <li key={one.id}>
                  <span>
                    <Link to={`/policy-replays/${one.id}`}>{format.instant(one.created_at)}</Link>
                    <small>{t(one.fingerprint === policy.fingerprint ? STATES[one.state] : 'outdated')}</small>
                  </span>
                  <span>
                    <strong>{`${t('flips')} ${one.report.flips ?? 0}`}</strong>
                    <small>{`${format.money(one.report.credit_before)} → ${format.money(one.report.credit_after)}`}</small>
                  </span>
                </li>
              ))}
            </ul>
          ) : (
            <Nothing title={t('none')} />
          )
        }
      </Loaded>
    </Card>
  );
}

interface Wanted {
  period?: [Dayjs | null, Dayjs | null] | null;
}

function Start({ policy, isChanged }: Props) {
  const t = useWords(words);
  const go = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<Wanted>();
  const start = useAct({
    run: ({ period }: Wanted) => {
      const [from, to] = period ?? [null, null];
      const wanted = {
        ...(from ? { decided_from: from.startOf('day').toISOString() } : {}),
        ...(to ? { decided_before: to.endOf('day').toISOString() } : {}),
      };
      const params = { path: { policy_id: policy.id }, header: { 'Idempotency-Key': newKey() } };
      return body(api.POST('/v1/policies/{policy_id}/replays', { params, body: wanted }));
    },
    done: t('started'),
    changes: ['/v1/policy-replays'],
    then: (begun) => void go(`/policy-replays/${begun.id}`),
  });
  return (
    <>
      <Tooltip title={isChanged ? t('saveFirst') : ''}>
        <Button icon={<HistoryOutlined aria-hidden />} disabled={isChanged} onClick={() => setOpen(true)}>
          {t('replay')}
        </Button>
      </Tooltip>
      <Modal
        open={isOpen}
        title={t('startTitle')}
        okText={t('startReplay')}
        okButtonProps={{ loading: start.isPending }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p>{t('replaysHint')}</p>
        <Form form={form} layout="vertical" onFinish={(wanted) => start.mutate(wanted)}>
          <Form.Item name="period" label={t('period')}>
            <DatePicker.RangePicker allowEmpty={[true, true]} style={{ width: '100%' }} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
