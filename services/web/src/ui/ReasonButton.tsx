/** A button that asks why before it does something that cannot be taken back. */
import { Button, type ButtonProps } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';

const ReasonDialog = lazy(async () => ({ default: (await import('./ReasonDialog.tsx')).ReasonDialog }));

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
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Button
        danger={danger}
        type={props.type ?? 'default'}
        size={props.size ?? 'middle'}
        icon={props.icon}
        disabled={props.disabled ?? false}
        onClick={() => {
          setAsked(true);
          setOpen(true);
        }}
      >
        {verb}
      </Button>
      {isAsked && (
        <Suspense fallback={null}>
          <ReasonDialog
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
        </Suspense>
      )}
    </>
  );
}
