/** A button that does one thing after asking whether it is meant. */
import { Button, type ButtonProps } from 'antd';
import type { ReactNode } from 'react';
import { useAct } from './act.ts';
import { useConfirm } from './confirm.ts';

interface Props<Output> extends Pick<ButtonProps, 'type' | 'size' | 'danger' | 'icon'> {
  /** The verb, on the button and on the confirmation. */
  verb: string;
  /** The question. */
  title: string;
  content?: ReactNode;
  run: () => Promise<Output>;
  done?: string;
  /** Addresses whose answers it changes. */
  changes: readonly string[];
  then?: (output: Output) => void;
}

export function ConfirmButton<Output>({ verb, title, content, run, done, changes, then, ...look }: Props<Output>) {
  const confirm = useConfirm();
  const act = useAct<undefined, Output>({ run, changes, ...(done ? { done } : {}), ...(then ? { then } : {}) });
  const ask = async () => {
    if (await confirm({ title, content, verb, dangerous: look.danger ?? false })) act.mutate(undefined);
  };
  return (
    <Button {...look} loading={act.isPending} onClick={() => void ask()}>
      {verb}
    </Button>
  );
}
