/** Inviting the first administrator of a tenant anew. */
import { Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { PersonFields } from './PersonFields.tsx';
import { words } from './words.ts';

export function InviteAdministrator({ tenantId }: { tenantId: string }) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<Schemas['Administrator']>();
  const invite = useAct({
    run: (person: Schemas['Administrator']) =>
      api.POST('/v1/operator/tenants/{tenant_id}/administrator-invitations', {
        params: { path: { tenant_id: tenantId } },
        body: person,
      }),
    changes: ['/v1/operator'],
    done: t('invited'),
    then: () => setOpen(false),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('invite')}</Button>
      <Modal
        open={isOpen}
        title={t('invite')}
        okText={t('send')}
        cancelText={t('cancel')}
        okButtonProps={{ loading: invite.isPending }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p>{t('inviteHint')}</p>
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          onFinish={(person) => invite.mutate(person)}
        >
          <PersonFields />
        </Form>
      </Modal>
    </>
  );
}
