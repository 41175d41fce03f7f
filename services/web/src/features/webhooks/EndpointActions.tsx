/** What can be done with an endpoint. */
import { Button, DatePicker, Form, Modal } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, body, ifMatch, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { useConfirm } from '../../ui/confirm.ts';
import { SecretOnce } from '../../ui/SecretOnce.tsx';
import { EndpointForm, type Wanted } from './EndpointForm.tsx';
import { words } from './words.ts';

type Endpoint = Schemas['Endpoint'];
const CHANGES = ['/v1/webhook-endpoints'];
const once = (endpoint: Endpoint) => ({
  path: { endpoint_id: endpoint.id },
  header: { 'Idempotency-Key': newKey() },
});

export function EndpointActions({ endpoint, onTest }: { endpoint: Endpoint; onTest: () => void }) {
  const isActive = endpoint.state === 'active';
  return (
    <>
      {isActive && <Ping endpoint={endpoint} onTest={onTest} />}
      {isActive && <ReplaySince endpoint={endpoint} />}
      <Edit endpoint={endpoint} />
      <Rotate endpoint={endpoint} />
      {isActive ? <Pause endpoint={endpoint} /> : <Activate endpoint={endpoint} />}
      <Remove endpoint={endpoint} />
    </>
  );
}

function Ping({ endpoint, onTest }: { endpoint: Endpoint; onTest: () => void }) {
  const t = useWords(words);
  const ping = useAct({
    run: () => api.POST('/v1/webhook-endpoints/{endpoint_id}/ping', { params: once(endpoint) }),
    done: t('pinged'),
    changes: CHANGES,
    then: onTest,
  });
  return (
    <Button type="primary" loading={ping.isPending} onClick={() => ping.mutate()}>
      {t('ping')}
    </Button>
  );
}

function ReplaySince({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<{ since: Dayjs }>();
  const replay = useAct({
    run: ({ since }: { since: Dayjs }) => {
      const wanted = { params: once(endpoint), body: { since: since.toISOString() } };
      return body(api.POST('/v1/webhook-endpoints/{endpoint_id}/replays', wanted));
    },
    done: ({ count }) => (count ? t('replayedMany', { count }) : t('replayedNone')),
    changes: CHANGES,
    then: () => setOpen(false),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('replaySince')}</Button>
      <Modal
        open={isOpen}
        title={t('replaySinceTitle')}
        okText={t('replay')}
        cancelText={t('cancel')}
        okButtonProps={{ loading: replay.isPending }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p>{t('replaySinceHint')}</p>
        <Form form={form} layout="vertical" preserve={false} onFinish={(wanted) => replay.mutate(wanted)}>
          <Form.Item name="since" label={t('since')} rules={[{ required: true, message: t('sinceNeeded') }]}>
            <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

function Edit({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const save = useAct({
    run: (wanted: Wanted) => {
      const params = { path: { endpoint_id: endpoint.id }, header: ifMatch(endpoint.version) };
      return api.PATCH('/v1/webhook-endpoints/{endpoint_id}', { params, body: wanted });
    },
    done: t('saved'),
    changes: CHANGES,
    then: () => setOpen(false),
  });
  const { url, events, description } = endpoint;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('edit')}</Button>
      <EndpointForm
        title={t('editTitle')}
        verb={t('save')}
        first={{ url, events, description }}
        isOpen={isOpen}
        isBusy={save.isPending}
        onSave={(wanted) => save.mutate(wanted)}
        onCancel={() => setOpen(false)}
      />
    </>
  );
}

function Rotate({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const [secret, setSecret] = useState<string | null>(null);
  const rotate = useAct({
    run: () => body(api.POST('/v1/webhook-endpoints/{endpoint_id}/secret-rotation', { params: once(endpoint) })),
    changes: CHANGES,
    then: (made) => setSecret(made.secret),
  });
  const ask = async () => {
    if (await confirm({ title: t('rotateTitle'), content: t('rotateHint'), verb: t('rotate') })) rotate.mutate();
  };
  return (
    <>
      <Button loading={rotate.isPending} onClick={() => void ask()}>
        {t('rotate')}
      </Button>
      <SecretOnce title={t('secret')} hint={t('secretHint')} secret={secret} onKept={() => setSecret(null)} />
    </>
  );
}

function Pause({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const pause = useAct({
    run: () => api.POST('/v1/webhook-endpoints/{endpoint_id}/deactivation', { params: once(endpoint) }),
    done: t('paused'),
    changes: CHANGES,
  });
  const ask = async () => {
    if (await confirm({ title: t('pauseTitle'), content: t('pauseHint'), verb: t('pause') })) pause.mutate();
  };
  return (
    <Button loading={pause.isPending} onClick={() => void ask()}>
      {t('pause')}
    </Button>
  );
}

function Activate({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const activate = useAct({
    run: () => api.POST('/v1/webhook-endpoints/{endpoint_id}/activation', { params: once(endpoint) }),
    done: t('activated'),
    changes: CHANGES,
  });
  return (
    <Button type="primary" loading={activate.isPending} onClick={() => activate.mutate()}>
      {t('activate')}
    </Button>
  );
}

function Remove({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const go = useNavigate();
  const remove = useAct({
    run: () => {
      const params = { path: { endpoint_id: endpoint.id }, header: ifMatch(endpoint.version) };
      return api.DELETE('/v1/webhook-endpoints/{endpoint_id}', { params });
    },
    done: t('removed'),
    then: () => void go('/webhook-endpoints', { replace: true }),
  });
  const ask = async () => {
    const question = { title: t('removeTitle'), content: t('removeHint'), verb: t('remove'), dangerous: true };
    if (await confirm(question)) remove.mutate();
  };
  return (
    <Button danger loading={remove.isPending} onClick={() => void ask()}>
      {t('remove')}
    </Button>
  );
}
