/** Oneself: name, phone, and the language one is written to. */
import { Button, Descriptions, Form, Input, Segmented } from 'antd';
import { Card } from '../../ui/Card.tsx';
import { api, remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useAct } from '../../ui/act.ts';
import { ROLES, useDomain } from '../../ui/domain.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { words } from './words.ts';

export function Component() {
  const { me, can } = useSession();
  return can('people.read') ? <Known id={me.id} /> : <ProfileForm phone={null} />;
}

/** Who may read people sees the phone that is known of them. */
function Known({ id }: { id: string }) {
  const asked = remote.useQuery('get', '/v1/members/{person_id}', { params: { path: { person_id: id } } });
  return <Loaded query={asked}>{(member) => <ProfileForm phone={member.phone} />}</Loaded>;
}

function ProfileForm({ phone }: { phone: string | null }) {
  const t = useWords(words);
  const domain = useDomain();
  const { me, brand } = useSession();
  const save = useAct({
    run: (person: Schemas['ChangePerson']) => api.PUT('/v1/sessions/current/person', { body: person }),
    done: t('saved'),
    changes: ['/v1/sessions'],
  });
  const locales = [
    { value: 'zh', label: t('chinese') },
    { value: 'en', label: t('english') },
  ];
  return (
    <Page title={t('profile')}>
      <Card style={{ maxWidth: 560 }}>
        <Descriptions
          column={1}
          style={{ marginBottom: 16 }}
          items={[
            { key: 'email', label: t('email'), children: me.email },
            { key: 'at', label: t('organisation'), children: brand?.organisation_name },
            { key: 'roles', label: t('roles'), children: me.roles.map((role) => domain(ROLES, role)).join(' · ') },
          ]}
        />
        <Form<Schemas['ChangePerson']>
          layout="vertical"
          initialValues={{ name: me.name, locale: me.locale, phone: phone ?? '' }}
          onFinish={(person) => save.mutate(person)}
        >
          <Form.Item
            name="name"
            label={t('yourName')}
            rules={[{ required: true, whitespace: true, message: t('nameNeeded') }]}
          >
            <Input autoComplete="name" maxLength={200} />
          </Form.Item>
          <Form.Item
            name="phone"
            label={t('phone')}
            extra={phone === null ? t('phoneCleared') : undefined}
            rules={[{ pattern: /^[0-9+() -]*$/, message: t('phoneWrong') }]}
          >
            <Input autoComplete="tel" maxLength={40} />
          </Form.Item>
          <Form.Item name="locale" label={t('mailLanguage')}>
            <Segmented options={locales} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('save')}
          </Button>
        </Form>
      </Card>
    </Page>
  );
}
