import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';
import { Dialog } from './dialog.tsx';
import { FieldError } from './field.tsx';

interface FormDialogProps {
  title: string;
  note?: ReactNode;
  /** What the button says. */
  action: string;
  busy: boolean;
  /** Told above the button: what belongs to no field in sight. */
  problems?: readonly string[];
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
  className?: string;
}

/** A form over the page, with its one primary button at the end. */
export function FormDialog(props: FormDialogProps) {
  const { title, note, action, busy, problems = [], onSubmit, onClose, children, className } = props;
  const form = useRef<HTMLFormElement>(null);
  const toFirstRefused = (): void =>
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  // The answer has come; where the form is still here, it was refused.
  useEffect(() => {
    if (!busy) toFirstRefused();
  }, [busy]);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={note}
      className={cn('top-[6dvh] max-h-[88dvh] w-[min(600px,calc(100vw-24px))]', className)}
    >
      <form
        ref={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          // A form in a popover within this one is none of this one's.
          event.stopPropagation();
          if (busy) return;
          onSubmit();
          requestAnimationFrame(toFirstRefused);
        }}
      >
        {children}
        {problems.map((problem) => (
          <FieldError key={problem}>{problem}</FieldError>
        ))}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
