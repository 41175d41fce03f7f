/** Inviting somebody by mail, into one organisation or into one that is chosen. */
import { UserAddOutlined } from '@ant-design/icons';
import { Button, type ButtonProps, Form, Input } from 'antd';
import { useState } from 'react';
import { api, body, newKey, remote, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useAct } from '../../../ui/act.ts';
import { showInFields } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { OrganisationSelect } from '../../../ui/OrganisationSelect.tsx';
import { RoleSelect } from './RoleSelect.tsx';
import { hasPeople } from './roles.ts';
import { words } from './words.ts';

type Organisation = Schemas['Organisation'];

interface Props {
  /** Where to; a dealer's people invite into their own only. */
  organisation?: Organisation;
  verb?: string;
  type?: ButtonProps['type'];
}

export function InviteButton({ organisation, verb, type = 'default' }: Props) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button type={type} icon={<UserAddOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {verb ?? t('invitePerson')}
      </Button>
      {isOpen && <InviteDialog organisation={organisation} onClose={() => setOpen(false)} />}
    </>
  );
}

interface DialogProps {
  organisation: Organisation | undefined;
  onClose: () => void;
}

function InviteDialog({ organisation, onClose }: DialogProps) {
  const t = useWords(words);
  const name = useName();
  const { me, isDealer } = useSession();
  const [form] = Form.useForm<Schemas['Invite']>();
  const [chosen, setChosen] = useState(organisation);
  const own = remote.useQuery(
    'get',
    '/v1/organisations/{organisation_id}',
    { params: { path: { organisation_id: me.organisation_id ?? '' } } },
    { enabled: isDealer && !organisation },
  );
  const place = chosen ?? (isDealer ? own.data : undefined);
  const invite = useAct({
    run: (wanted: Schemas['Invite']) =>
      body(
        api.POST('/v1/invitations', {
          params: { header: { 'Idempotency-Key': newKey() } },
          body: { ...wanted, email: wanted.email.trim(), organisation_id: place?.id ?? wanted.organisation_id },
        }),
      ),
    done: ({ email }) => t('invited', { email }),
    changes: ['/v1/invitations'],
    refused: (problem) => showInFields(form, problem),
    then: onClose,
  });
  const pick = (one: Organisation | undefined) => {
    if (one?.kind !== chosen?.kind) form.setFieldValue('roles', []);
    setChosen(one);
  };
  const isFixed = !!organisation || isDealer;
  return (
    <FormDialog
      form={form}
      title={isFixed && place ? t('inviteInto', { name: name(place) }) : t('invitePerson')}
      hint={t('inviteHint')}
      verb={t('invite')}
      isBusy={invite.isPending}
      onFinish={(wanted) => invite.mutate(wanted)}
      onClose={onClose}
    >
      {!isFixed && (
        <Form.Item
          name="organisation_id"
          label={t('organisation')}
          rules={[{ required: true, message: t('organisationNeeded') }]}
        >
          <OrganisationSelect isActiveOnly fits={(one) => hasPeople(one.kind)} onPick={pick} />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('nameNeeded') }]}>
        <Input maxLength={200} autoComplete="off" autoFocus={isFixed} />
      </Form.Item>
      <Form.Item name="email" label={t('email')} rules={[{ required: true, type: 'email', message: t('emailNeeded') }]}>
        <Input maxLength={254} inputMode="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="roles" label={t('roles')} rules={[{ required: true, message: t('rolesNeeded') }]}>
        <RoleSelect kind={place?.kind} />
      </Form.Item>
    </FormDialog>
  );
}
