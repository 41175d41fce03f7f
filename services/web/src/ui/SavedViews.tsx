/** Filters and columns of a list kept under a name: to come back to with one click, to share, to begin with. */
import { EyeOutlined } from '@ant-design/icons';
import { Button, Checkbox, Divider, Flex, Form, Input, Modal } from 'antd';
import { useCallback, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useWords } from '../app/language.ts';
import { useSession } from '../app/session.tsx';
import { ViewRow } from './ViewRow.tsx';
import { useDefaultFirst, useKeepView, useMoveFormer, useViews, type View } from './views.ts';
import { words } from './words.views.ts';
import './views.css';

interface Props {
  /** The page's name among views. */
  page: string;
  shown: readonly string[];
  choose: (keys: string[]) => void;
  /** The keys of the columns that there are. */
  known: readonly string[];
}

export function SavedViews({ page, shown, choose, known }: Props) {
  const t = useWords(words);
  const { me } = useSession();
  const [, setParams] = useSearchParams();
  const [isOpen, setOpen] = useState(false);
  const { views, isKnown } = useViews(page);
  const columns = known.join();
  const apply = useCallback(
    (view: View) => {
      setParams(new URLSearchParams(view.query), { replace: true, preventScrollReset: true });
      const there = view.columns.filter((one) => columns.split(',').includes(one));
      if (there.length) choose(there);
      setOpen(false);
    },
    [setParams, choose, columns],
  );
  useDefaultFirst(views, isKnown, apply);
  useMoveFormer(page, isKnown);
  if (me.looks_until) return null;
  return (
    <>
      <Button icon={<EyeOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t('views')}
      </Button>
      <Modal open={isOpen} title={t('views')} footer={null} width={460} onCancel={() => setOpen(false)} destroyOnHidden>
        <Listed views={views} shown={shown} onChoose={apply} />
        <Divider style={{ margin: '12px 0' }} />
        <KeepForm page={page} shown={shown} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Listed(props: { views: readonly View[]; shown: readonly string[]; onChoose: (view: View) => void }) {
  const t = useWords(words);
  const groups = [
    { title: t('own'), views: props.views.filter((one) => one.is_own) },
    { title: t('shared'), views: props.views.filter((one) => !one.is_own) },
  ].filter((group) => group.views.length > 0);
  if (!groups.length) {
    return (
      <p className="muted" style={{ margin: 0 }}>
        {t('noViews')}
        <br />
        <small>{t('noViewsHint')}</small>
      </p>
    );
  }
  return (
    <Flex vertical gap={12} className="views">
      {groups.map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h3>{group.title}</h3>
          <ul className="rows">
            {group.views.map((view) => (
              <ViewRow key={view.id} view={view} shown={props.shown} onChoose={() => props.onChoose(view)} />
            ))}
          </ul>
        </section>
      ))}
    </Flex>
  );
}

interface Given {
  name: string;
  is_shared?: boolean;
  is_default?: boolean;
}

function KeepForm({ page, shown, onDone }: { page: string; shown: readonly string[]; onDone: () => void }) {
  const t = useWords(words);
  const { can } = useSession();
  const [params] = useSearchParams();
  const keep = useKeepView(page, onDone);
  const finish = ({ name, is_shared = false, is_default = false }: Given) =>
    keep.mutate({ name: name.trim(), query: params.toString(), columns: [...shown], is_shared, is_default });
  return (
    <Form layout="vertical" requiredMark={false} onFinish={finish}>
      <Form.Item
        name="name"
        label={t('save')}
        rules={[{ required: true, whitespace: true, message: t('viewNeeded') }]}
        style={{ marginBottom: 8 }}
      >
        <Input maxLength={60} placeholder={t('viewName')} />
      </Form.Item>
      <Flex vertical gap={4} style={{ marginBottom: 12 }}>
        <Form.Item name="is_default" valuePropName="checked" noStyle>
          <Checkbox>{t('openWithIt')}</Checkbox>
        </Form.Item>
        {can('views.share') && (
          <Form.Item name="is_shared" valuePropName="checked" noStyle>
            <Checkbox>{t('shareIt')}</Checkbox>
          </Form.Item>
        )}
      </Flex>
      <Button type="primary" htmlType="submit" loading={keep.isPending}>
        {t('keep')}
      </Button>
    </Form>
  );
}
