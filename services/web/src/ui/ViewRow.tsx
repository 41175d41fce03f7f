/** One kept view: its name to go there, whether the page begins with it, and what can be done with it. */
import { MoreOutlined, PushpinFilled, PushpinOutlined } from '@ant-design/icons';
import { Button, Flex, Form, Input } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useWords } from '../app/language.ts';
import { useSession } from '../app/session.tsx';
import { useConfirm } from './confirm.ts';
import { useChangeView, useDefaultView, useRemoveView, type View } from './views.ts';
import { words } from './words.views.ts';

interface Props {
  view: View;
  shown: readonly string[];
  onChoose: () => void;
}

export function ViewRow({ view, shown, onChoose }: Props) {
  const t = useWords(words);
  const [isRenaming, setRenaming] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const turn = useDefaultView();
  const { name } = view;
  if (isRenaming) return <Renaming view={view} onDone={() => setRenaming(false)} />;
  return (
    <li>
      <Flex vertical align="start" style={{ minWidth: 0 }}>
        <Button type="link" className="wrapping" style={{ padding: 0 }} onClick={onChoose}>
          {name}
        </Button>
        {view.is_shared && (
          <small className="muted">{view.is_own ? t('sharedByMe') : t('sharedBy', { name: view.owner_name })}</small>
        )}
        {isOpen && <Acts view={view} shown={shown} onRename={() => setRenaming(true)} />}
      </Flex>
      <Flex flex="none" style={{ alignSelf: 'start' }}>
        <Button
          type="text"
          icon={view.is_default ? <PushpinFilled /> : <PushpinOutlined />}
          aria-pressed={view.is_default}
          aria-label={t(view.is_default ? 'isDefault' : 'makeDefault', { name })}
          title={t(view.is_default ? 'isDefault' : 'makeDefault', { name })}
          loading={turn.isPending}
          onClick={() => turn.mutate(view)}
        />
        {view.may_change && (
          <Button
            type="text"
            icon={<MoreOutlined />}
            aria-expanded={isOpen}
            aria-label={t('more', { name })}
            onClick={() => setOpen(!isOpen)}
          />
        )}
      </Flex>
    </li>
  );
}

function Renaming({ view, onDone }: { view: View; onDone: () => void }) {
  const t = useWords(words);
  const rename = useChangeView(t('renamed'), onDone);
  return (
    <li>
      <Form
        style={{ flex: 1 }}
        initialValues={{ name: view.name }}
        onFinish={({ name }: { name: string }) => rename.mutate({ view, name: name.trim() })}
      >
        <Flex gap={8}>
          <Form.Item
            name="name"
            style={{ flex: 1, marginBottom: 0 }}
            rules={[{ required: true, whitespace: true, message: t('viewNeeded') }]}
          >
            <Input maxLength={60} aria-label={t('newName')} autoFocus />
          </Form.Item>
          <Button htmlType="submit" loading={rename.isPending}>
            {t('rename')}
          </Button>
        </Flex>
      </Form>
    </li>
  );
}

function Acts({ view, shown, onRename }: { view: View; shown: readonly string[]; onRename: () => void }) {
  const t = useWords(words);
  const { can } = useSession();
  const confirm = useConfirm();
  const [params] = useSearchParams();
  const replace = useChangeView(t('replaced'));
  const share = useChangeView(t(view.is_shared ? 'unshared' : 'sharedNow'));
  const remove = useRemoveView();
  const ask = async () => {
    const content = view.is_shared ? t('removeShared') : undefined;
    const title = t('removeTitle', { name: view.name });
    if (await confirm({ title, ...(content ? { content } : {}), verb: t('remove'), dangerous: true })) {
      remove.mutate(view);
    }
  };
  const acts = {
    rename: onRename,
    replace: () => replace.mutate({ view, query: params.toString(), columns: [...shown] }),
    share: () => share.mutate({ view, is_shared: !view.is_shared }),
    remove: () => void ask(),
  } as const;
  const mayShare = view.is_own && (view.is_shared || can('views.share'));
  const keys = (['rename', 'replace', 'share', 'remove'] as const).filter((key) => key !== 'share' || mayShare);
  return (
    <Flex gap={8} wrap style={{ marginTop: 8 }}>
      {keys.map((key) => (
        <Button key={key} size="small" danger={key === 'remove'} onClick={acts[key]}>
          {t(key === 'share' && view.is_shared ? 'unshare' : key)}
        </Button>
      ))}
    </Flex>
  );
}
