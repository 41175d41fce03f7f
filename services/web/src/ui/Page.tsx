/** The top of a page: its name, a sentence about it, and what can be done here. */
import { ArrowLeftOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useWords } from '../app/language.ts';
import { words as shell } from '../app/words.shell.ts';
import { History } from './History.tsx';
import { words } from './words.ts';

interface Props {
  /** Its name, also in the window's title on a page that was gone to from another. */
  title: ReactNode;
  /** A short remark beside the title, such as a state. */
  mark?: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
  /** Where the way back leads, if this page was reached by link. */
  back?: string;
  /** The record that is shown, whose history can then be opened. */
  record?: string;
  children: ReactNode;
}

export function Page({ title, mark, hint, actions, back, record, children }: Props) {
  const t = useWords(words);
  const product = useWords(shell)('product');
  const go = useNavigate();
  const goBack = () => void (history.state?.idx > 0 ? go(-1) : go(back ?? '/'));
  const named = back && typeof title === 'string' ? `${title} · ${product}` : null;
  useEffect(() => {
    if (named) document.title = named;
  }, [named]);
  return (
    <>
      <Flex gap={12} wrap align="center" justify="space-between" style={{ marginBottom: 16 }}>
        <Flex gap={8} align="center" wrap style={{ minWidth: 0 }}>
          {back && (
            <Button
              className="no-print"
              type="text"
              icon={<ArrowLeftOutlined />}
              aria-label={t('back')}
              onClick={goBack}
            />
          )}
          <div>
            <Flex gap={10} align="center" wrap>
              <h1 className="page-title">{title}</h1>
              {mark}
            </Flex>
            {hint && <div className="muted">{hint}</div>}
          </div>
        </Flex>
        {(actions || record) && (
          <Flex gap={8} wrap className="no-print">
            {record && <History of={record} />}
            {actions}
          </Flex>
        )}
      </Flex>
      {children}
    </>
  );
}
