/** What a tenant answers: grant, perhaps for less; refuse; and end what runs. */
import { Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { api, ifMatch, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { useConfirm } from '../../ui/confirm.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { words } from './words.ts';

type Access = Schemas['Access'];
const CHANGES = ['/v1/access-grants'];

const paramsOf = (access: Access) => ({
  path: { access_id: access.id },
  header: { ...ifMatch(access.version), 'Idempotency-Key': newKey() },
});

export function Answers({ access }: { access: Access }) {
  if (access.state === 'granted') return <Revoke access={access} />;
  if (access.state !== 'asked') return null;
  return (
    <>
      <Refuse access={access} />
      <Grant access={access} />
    </>
  );
}

function Grant({ access }: { access: Access }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<{ hours: number }>();
  const grant = useAct({
    run: ({ hours }: { hours: number }) =>
      api.POST('/v1/access-grants/{access_id}/grant', { params: paramsOf(access), body: { hours } }),
    done: t('grantDone'),
    changes: CHANGES,
    then: () => setOpen(false),
  });
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('grant')}
      </Button>
      <Modal
        open={isOpen}
        title={t('grantTitle', { name: access.operator_name })}
        okText={t('grant')}
        okButtonProps={{ loading: grant.isPending }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p>{t('grantHint')}</p>
        <Form
          form={form}
          layout="vertical"
          initialValues={{ hours: access.hours }}
          onFinish={(given) => grant.mutate(given)}
        >
          <Form.Item name="hours" label={t('grantHours')} rules={[{ required: true, message: t('hoursNeeded') }]}>
            <InputNumber min={1} max={access.hours} precision={0} style={{ width: 140 }} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

function Refuse({ access }: { access: Access }) {
  const t = useWords(words);
  const refuse = useAct({
    run: (reason: string) =>
      api.POST('/v1/access-grants/{access_id}/refusal', { params: paramsOf(access), body: { reason } }),
    done: t('refuseDone'),
    changes: CHANGES,
  });
  return (
    <ReasonButton
      danger
      verb={t('refuse')}
      title={t('refuseTitle', { name: access.operator_name })}
      hint={t('refuseHint')}
      isBusy={refuse.isPending}
      onReason={refuse.mutateAsync}
    />
  );
}

function Revoke({ access }: { access: Access }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const revoke = useAct({
    run: () => api.POST('/v1/access-grants/{access_id}/revocation', { params: paramsOf(access) }),
    done: t('revokeDone'),
    changes: CHANGES,
  });
  const ask = async () => {
    const title = t('revokeTitle', { name: access.operator_name });
    if (await confirm({ title, content: t('revokeHint'), verb: t('revoke'), dangerous: true })) revoke.mutate();
  };
  return (
    <Button danger type="primary" loading={revoke.isPending} onClick={() => void ask()}>
      {t('revoke')}
    </Button>
  );
}
