/** Asking before something that cannot be taken back. */
import { App } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../app/language.ts';
import { words } from './words.ts';

interface Question {
  readonly title: string;
  readonly content?: ReactNode;
  /** The verb on the button, "Cancel the return" rather than "OK". */
  readonly verb: string;
  readonly dangerous?: boolean;
}

/** A function that asks and answers whether the person agreed. */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const { modal } = App.useApp();
  const t = useWords(words);
  return (question) =>
    new Promise((resolve) => {
      modal.confirm({
        title: question.title,
        content: question.content,
        okText: question.verb,
        cancelText: t('cancel'),
        okButtonProps: { danger: question.dangerous ?? false },
        onOk: () => resolve(true),
        onCancel: () => resolve(false),
      });
    });
}
