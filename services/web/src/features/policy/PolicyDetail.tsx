/** One version of the policy: every section with its clauses, changed in place while it is a draft. */
import { CopyOutlined, DiffOutlined, EyeOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Select } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { useIsPhone } from '../../ui/screen.ts';
import { Loaded } from '../../ui/states.tsx';
import { useDrafting } from './drafting.ts';
import { EditingContext } from './editor/context.ts';
import type { Fields, Wrong } from './editor/document.ts';
import { SectionView } from './editor/SectionView.tsx';
import { type Draft, useDraft } from './editor/useDraft.ts';
import { type Section, sectionOf, SECTIONS } from './names.sections.ts';
import './policy.css';
import { PublishButton } from './PublishButton.tsx';
import { ReplayCard } from './replays/ReplayCard.tsx';
import { StateTag } from './StateTag.tsx';
import { Validation } from './Validation.tsx';
import { words } from './words.ts';

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/policies/{policy_id}', { params: { path: { policy_id: id } } });
  return <Loaded query={asked}>{(shown) => <Detail key={shown.id} shown={shown} />}</Loaded>;
}

function Detail({ shown }: { shown: Schemas['PolicyShown'] }) {
  const t = useWords(words);
  const format = useFormat();
  const { can, isDealer } = useSession();
  const filters = useFilters(['section']);
  const isPhone = useIsPhone();
  const draft = useDraft(shown, shown.state === 'draft' && can('policy.edit'));
  const section = sectionOf(filters.values.section ?? 'terms');
  const { document, wrong } = draft.editing;
  const hint = shown.effective_at ? `${t('effective')} ${format.instant(shown.effective_at)}` : t('draft');
  return (
    <Page
      title={`${shown.name} v${shown.number}`}
      mark={<StateTag version={shown} />}
      hint={hint}
      back="/policies"
      record={shown.id}
      actions={!isDealer && <Actions shown={shown} draft={draft} />}
    >
      {shown.state === 'draft' && <Validation draft={draft} />}
      <div className="policy-page">
        <Sections document={document} wrong={wrong} current={section} isPhone={isPhone} onGo={filters.set} />
        <EditingContext value={draft.editing}>
          <div>
            <SectionView key={section} section={section} />
            {draft.isChanged && <SaveBar draft={draft} />}
            {!isDealer && <ReplayCard policy={shown} isChanged={draft.isChanged} />}
          </div>
        </EditingContext>
      </div>
    </Page>
  );
}

function Actions({ shown, draft }: { shown: Schemas['PolicyShown']; draft: Draft }) {
  const t = useWords(words);
  const go = useNavigate();
  const { can } = useSession();
  const drafting = useDrafting();
  return (
    <>
      <Button icon={<DiffOutlined aria-hidden />} onClick={() => void go(`/policies/${shown.id}/comparison`)}>
        {t('compare')}
      </Button>
      {can('policy.edit') && (
        <Button
          icon={<CopyOutlined aria-hidden />}
          loading={drafting.isPending}
          onClick={() => drafting.mutate({ copy_of: shown.id })}
        >
          {t('copy')}
        </Button>
      )}
      {can('policy.edit') && (
        <Button icon={<EyeOutlined aria-hidden />} onClick={() => void go(`/policy-shadows?start=${shown.id}`)}>
          {t('shadow')}
        </Button>
      )}
      {shown.state === 'draft' && can('policy.publish') && <PublishButton shown={shown} draft={draft} />}
    </>
  );
}

interface SectionsProps {
  document: Fields;
  wrong: readonly Wrong[];
  current: Section;
  isPhone: boolean;
  onGo: (changed: { section: string }) => void;
}

function Sections({ document, wrong, current, isPhone, onGo }: SectionsProps) {
  const t = useWords(words);
  const say = useSay();
  const items = (Object.keys(SECTIONS) as Section[]).map((section) => {
    const value = section === 'document' ? document.name : document[section];
    const count = Array.isArray(value) ? value.length : value ? 1 : 0;
    const faults = wrong.filter((one) => sectionOf(one.pointer) === section).length;
    return { section, count, faults, isList: Array.isArray(value), name: say(SECTIONS[section]) };
  });
  const used = items.filter((one) => one.count > 0 || one.faults > 0);
  const unused = items.filter((one) => !used.includes(one));
  if (isPhone) {
    return (
      <Select
        aria-label={t('sections')}
        value={current}
        style={{ width: '100%' }}
        options={[...used, ...unused].map((one) => ({
          value: one.section,
          label: `${one.name} ${one.isList ? one.count : ''} ${one.faults ? `⚠ ${one.faults}` : ''}`,
        }))}
        onChange={(section: Section) => onGo({ section })}
      />
    );
  }
  return (
    <nav aria-label={t('sections')}>
      <ul>
        {[...used, ...unused].map((one) => (
          <li key={one.section}>
            <Link
              to={`?section=${one.section}`}
              replace
              data-empty={one.count === 0}
              aria-current={one.section === current ? 'page' : undefined}
            >
              <span>{one.name}</span>
              <span data-wrong={one.faults > 0}>
                {one.faults ? `⚠ ${one.faults}` : one.isList && one.count ? one.count : ''}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function SaveBar({ draft }: { draft: Draft }) {
  const t = useWords(words);
  if (draft.isStale) {
    return (
      <Alert
        type="warning"
        showIcon
        style={{ marginTop: 16 }}
        title={t('staleTitle')}
        description={
          <Flex vertical gap={10} align="flex-start">
            <span>{t('staleHint')}</span>
            <Button onClick={draft.discard}>{t('loadTheirs')}</Button>
          </Flex>
        }
      />
    );
  }
  return (
    <div className="save-bar" role="region" aria-label={t('unsaved')}>
      <span>{t('unsaved')}</span>
      <Flex gap={8}>
        <Button onClick={draft.discard}>{t('discard')}</Button>
        <Button type="primary" loading={draft.isSaving} onClick={draft.save}>
          {t('save')}
        </Button>
      </Flex>
    </div>
  );
}
