/** A button that asks why before it does something that cannot be taken back. */
import { Button, type ButtonProps } from 'antd';
import { type ReactNode, useState } from 'react';
import { useAct } from './act.ts';
import type { ReasonDialog } from './ReasonDialog.tsx';

type Dialog = typeof ReasonDialog;

interface Props {
  /** The verb, on the button and on the confirmation. */
  verb: string;
  title: string;
  hint?: ReactNode;
  danger?: boolean;
  type?: ButtonProps['type'];
  size?: ButtonProps['size'];
  icon?: ReactNode;
  isBusy?: boolean;
  disabled?: boolean;
  /** Whether a reason must be given; it can be left empty otherwise. */
  isOptional?: boolean;
  /** Does it; while this waits the dialogue stays open, and a refusal keeps it open. */
  onReason: (reason: string) => Promise<unknown>;
}

export function ReasonButton(props: Props) {
  const { verb, title, hint, danger = false, isBusy = false, isOptional = false, onReason } = props;
  const [isOpen, setOpen] = useState(false);
  const [Dialog, setDialog] = useState<Dialog | null>(null);
  const ask = useAct<undefined, Dialog>({
    run: async () => Dialog ?? (await import('./ReasonDialog.tsx')).ReasonDialog,
    then: (dialog) => {
      setDialog(() => dialog);
      setOpen(true);
    },
  });
  return (
    <>
      <Button
        danger={danger}
        type={props.type ?? 'default'}
        size={props.size ?? 'middle'}
        icon={props.icon}
        disabled={props.disabled ?? false}
        onClick={() => ask.mutate(undefined)}
      >
        {verb}
      </Button>
      {Dialog && (
        <Dialog
          isOpen={isOpen}
          verb={verb}
          title={title}
          hint={hint}
          danger={danger}
          isBusy={isBusy}
          isOptional={isOptional}
          onReason={onReason}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
