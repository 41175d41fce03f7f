/** Publishing a draft: from when on, with what the replay found in view, and not without being asked. */
import { Alert, Button, Flex, Input, Modal, Radio, Tooltip } from 'antd';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { api, body, ifMatch, remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { Loaded } from '../../ui/states.tsx';
import type { Draft } from './editor/useDraft.ts';
import { Figures } from './replays/Figures.tsx';
import { words } from './words.ts';

interface Props {
  shown: Schemas['PolicyShown'];
  draft: Draft;
}

export function PublishButton({ shown, draft }: Props) {
  const t = useWords(words);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState<string | null>(null);
  const isSound = draft.validation?.is_sound === true;
  const why = draft.isChanged ? t('needsSaved') : isSound ? '' : t('needsSound');
  const publish = useAct({
    run: () =>
      body(
        api.POST('/v1/policies/{policy_id}/publication', {
          params: { path: { policy_id: shown.id }, header: ifMatch(shown.version) },
          body: at === null ? {} : { effective_at: new Date(at).toISOString() },
        }),
      ),
    done: t('publishedDone'),
    changes: ['/v1/policies'],
    then: () => setOpen(false),
  });
  return (
    <>
      <Tooltip title={why}>
        <Button type="primary" disabled={why !== ''} onClick={() => setOpen(true)}>
          {t('publish')}
        </Button>
      </Tooltip>
      <Modal
        open={isOpen}
        width={720}
        title={t('publishTitle', { n: shown.number })}
        okText={t('publish')}
        okButtonProps={{ loading: publish.isPending, disabled: at === '' }}
        onOk={() => publish.mutate()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p>{t('publishHint')}</p>
        <EffectiveAt at={at} setAt={setAt} />
        <LastReplay shown={shown} />
      </Modal>
    </>
  );
}

function EffectiveAt({ at, setAt }: { at: string | null; setAt: (at: string | null) => void }) {
  const t = useWords(words);
  const id = useId();
  return (
    <Flex vertical gap={8} style={{ marginBottom: 16 }}>
      <Radio.Group
        aria-label={t('publishAt')}
        value={at === null}
        options={[
          { value: true, label: t('atOnce') },
          { value: false, label: t('later') },
        ]}
        onChange={(event) => setAt(event.target.value ? null : '')}
      />
      {at !== null && (
        <>
          <label htmlFor={id}>{t('publishAt')}</label>
          <Input
            id={id}
            type="datetime-local"
            value={at}
            style={{ maxWidth: 260 }}
            onChange={(event) => setAt(event.target.value)}
          />
        </>
      )}
    </Flex>
  );
}

/** What the newest finished replay of this very document found. */
function LastReplay({ shown }: { shown: Schemas['PolicyShown'] }) {
  const t = useWords(words);
  const query = { policy_id: shown.id, limit: 50 };
  const asked = remote.useQuery('get', '/v1/policy-replays', { params: { query } });
  return (
    <Loaded query={asked} rows={3}>
      {({ items }) => {
        const last = items.find((one) => one.state === 'done' && one.fingerprint === shown.fingerprint);
        if (!last) return <Alert type="warning" showIcon title={t('notReplayed')} description={t('notReplayedHint')} />;
        return (
          <section aria-label={t('publishReport')}>
            <Flex justify="space-between" style={{ marginBottom: 8 }}>
              <strong>{t('publishReport')}</strong>
              <Link to={`/policy-replays/${last.id}`}>{t('seeReport')}</Link>
            </Flex>
            <Figures report={last.report} />
          </section>
        );
      }}
    </Loaded>
  );
}
