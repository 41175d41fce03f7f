/** The people of the brand, or of one's own dealer: who is in, and who was asked in. */
import { Flex, Segmented } from 'antd';
import { useSearchParams } from 'react-router';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { Page } from '../../../ui/Page.tsx';
import { InvitationList } from './InvitationList.tsx';
import { InviteButton } from './InviteButton.tsx';
import { MemberList } from './MemberList.tsx';
import { words } from './words.ts';

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const [params, setParams] = useSearchParams();
  const shown = params.get('show') === 'invitations' ? 'invitations' : 'members';
  const options = [
    { value: 'members', label: t('members') },
    { value: 'invitations', label: t('invitations') },
  ];
  return (
    <Page title={t('people')} hint={t('peopleHint')} actions={can('people.manage') && <InviteButton type="primary" />}>
      <Flex style={{ marginBottom: 12 }}>
        <Segmented
          aria-label={t('people')}
          options={options}
          value={shown}
          onChange={(value) =>
            setParams(value === 'invitations' ? { show: value } : {}, { replace: true, preventScrollReset: true })
          }
        />
      </Flex>
      {shown === 'members' ? <MemberList /> : <InvitationList />}
    </Page>
  );
}
