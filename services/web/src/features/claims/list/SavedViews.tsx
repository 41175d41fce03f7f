/** Filters kept under a name, to come back to with one click. */
import { DeleteOutlined, StarOutlined } from '@ant-design/icons';
import { App, Button, Flex, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { useViews } from './views.ts';
import { words } from './words.ts';

export function SavedViews({ list, isFiltered }: { list: string; isFiltered: boolean }) {
  const t = useWords(words);
  const { message } = App.useApp();
  const { me } = useSession();
  const [params, setParams] = useSearchParams();
  const { views, keep, remove } = useViews(list, `${me.tenant_id}.${me.id}`);
  const [isOpen, setOpen] = useState(false);
  const go = (query: string) => {
    setParams(new URLSearchParams(query));
    setOpen(false);
  };
  const finish = ({ name }: { name: string }) => {
    keep({ name: name.trim(), query: params.toString() });
    setOpen(false);
    void message.success(t('kept'));
  };
  return (
    <>
      <Button icon={<StarOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t('views')}
      </Button>
      <Modal open={isOpen} title={t('views')} footer={null} width={400} onCancel={() => setOpen(false)} destroyOnHidden>
        <Flex vertical gap={16}>
          {views.length ? (
            <ul className="rows">
              {views.map((view) => (
                <li key={view.name}>
                  <Button type="link" style={{ padding: 0 }} onClick={() => go(view.query)}>
                    {view.name}
                  </Button>
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('remove', { name: view.name })}
                    onClick={() => remove(view.name)}
                  />
                </li>
              ))}
            </ul>
          ) : (
            <span className="muted">{t('noViews')}</span>
          )}
          {isFiltered && (
            <Form layout="vertical" requiredMark={false} onFinish={finish}>
              <Form.Item
                name="name"
                label={t('save')}
                rules={[{ required: true, whitespace: true, message: t('viewNeeded') }]}
                style={{ marginBottom: 8 }}
              >
                <Input maxLength={40} placeholder={t('viewName')} />
              </Form.Item>
              <Button type="primary" htmlType="submit">
                {t('keep')}
              </Button>
            </Form>
          )}
        </Flex>
      </Modal>
    </>
  );
}
