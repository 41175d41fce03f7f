/** What an administrator does with a member: other roles, out for a while, in again. */
import { Button, Flex, Form } from 'antd';
import { useState } from 'react';
import { api, ifMatch, remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { useConfirm } from '../../../ui/confirm.ts';
import { showInFields } from '../../../ui/fields.ts';
import { History } from '../../../ui/History.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { RoleSelect } from './RoleSelect.tsx';
import { words } from './words.ts';

type Member = Schemas['Member'];
const CHANGES = ['/v1/members'];

export function MemberActions({ member }: { member: Member }) {
  const t = useWords(words);
  const { me, can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const isMine = me.id === member.id;
  const mayManage = can('people.manage') && !isMine;
  return (
    <Flex gap={8} wrap align="center">
      {isMine && <small className="muted">{t('you')}</small>}
      {mayManage && member.state === 'suspended' && <Resume member={member} />}
      {mayManage && member.state !== 'suspended' && (
        <>
          <Button size="small" aria-label={t('changeRolesOf', { name: member.name })} onClick={() => setOpen(true)}>
            {t('changeRoles')}
          </Button>
          <Suspend member={member} />
        </>
      )}
      <History of={member.id} name={member.name} />
      {isOpen && <RolesDialog member={member} onClose={() => setOpen(false)} />}
    </Flex>
  );
}

const under = ({ id, version }: Member) => ({ params: { path: { person_id: id }, header: ifMatch(version) } });

function RolesDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useWords(words);
  const [form] = Form.useForm<Schemas['ChangeRoles']>();
  const params = { path: { organisation_id: member.organisation_id } };
  const place = remote.useQuery('get', '/v1/organisations/{organisation_id}', { params });
  const change = useAct({
    run: (roles: Schemas['ChangeRoles']) => api.PUT('/v1/members/{person_id}/roles', { ...under(member), body: roles }),
    done: t('rolesChanged'),
    changes: CHANGES,
    refused: (problem) => showInFields(form, problem),
    then: onClose,
  });
  return (
    <FormDialog
      form={form}
      title={t('changeRolesOf', { name: member.name })}
      hint={`${member.organisation_name} · ${member.email}. ${t('rolesHint')}`}
      verb={t('save')}
      initial={{ roles: member.roles }}
      isBusy={change.isPending}
      onFinish={(roles) => change.mutate(roles)}
      onClose={onClose}
    >
      <Form.Item name="roles" label={t('roles')} rules={[{ required: true, message: t('rolesNeeded') }]}>
        <RoleSelect kind={place.data?.kind} />
      </Form.Item>
    </FormDialog>
  );
}

function Suspend({ member }: { member: Member }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const suspend = useAct({
    run: () => api.PUT('/v1/members/{person_id}/suspension', under(member)),
    done: t('suspended'),
    changes: CHANGES,
  });
  const ask = async () => {
    const title = t('suspendTitle', { name: member.name });
    if (await confirm({ title, content: t('suspendHint'), verb: t('suspend'), dangerous: true })) suspend.mutate();
  };
  return (
    <Button size="small" danger loading={suspend.isPending} onClick={() => void ask()}>
      {t('suspend')}
    </Button>
  );
}

function Resume({ member }: { member: Member }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const resume = useAct({
    run: () => api.DELETE('/v1/members/{person_id}/suspension', under(member)),
    done: t('resumed'),
    changes: CHANGES,
  });
  const ask = async () => {
    if (await confirm({ title: t('resumeTitle', { name: member.name }), verb: t('resume') })) resume.mutate();
  };
  return (
    <Button size="small" loading={resume.isPending} onClick={() => void ask()}>
      {t('resume')}
    </Button>
  );
}
