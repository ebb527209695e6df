import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { causeOf } from './error-panel.tsx';
import { Field, FieldError, Input } from './field.tsx';

interface ConfirmNameProps {
  /** As a question: "Delete nightly-backup?" */
  title: string;
  /** What goes, what stays, and the milder way if there is one. */
  effect: ReactNode;
  /** What has to be typed. */
  name: string;
  action: string;
  busy?: boolean;
  error?: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be taken back: the name has to be typed. */
export function ConfirmName({
  title,
  effect,
  name,
  action,
  busy = false,
  error,
  onConfirm,
  onClose,
}: ConfirmNameProps) {
  const [typed, setTyped] = useState('');
  const matches = typed.trim() === name.trim();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={effect}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (matches && !busy) onConfirm();
        }}
      >
        <Field label={`Type ${name} to confirm`}>
          {(wiring) => (
            <Input {...wiring} autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
        {error ? <FieldError>{causeOf(error)}</FieldError> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" look="danger" disabled={!matches} busy={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
