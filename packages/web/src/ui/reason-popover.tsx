import { useState, type ReactElement, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Field, Input } from './field.tsx';
import { Popover } from './popover.tsx';

interface ReasonPopoverProps {
  trigger: ReactElement;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen. */
  effect: ReactNode;
  action: string;
  /** Empty when none was given. */
  onConfirm: (reason: string) => void;
}

/** Tells the effect of an act that others will meet, and asks why: whoever wonders later reads it there. */
export function ReasonPopover({
  trigger,
  open,
  onOpenChange,
  title,
  effect,
  action,
  onConfirm,
}: ReasonPopoverProps) {
  return (
    <Popover trigger={trigger} label={title} align="end" open={open} onOpenChange={onOpenChange}>
      {(close) => (
        <ReasonForm
          title={title}
          effect={effect}
          action={action}
          onConfirm={(reason) => {
            close();
            onConfirm(reason);
          }}
        />
      )}
    </Popover>
  );
}

type ReasonFormProps = Pick<ReasonPopoverProps, 'title' | 'effect' | 'action' | 'onConfirm'>;

function ReasonForm({ title, effect, action, onConfirm }: ReasonFormProps) {
  const [reason, setReason] = useState('');
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm(reason.trim());
      }}
    >
      <div>
        <p className="font-semibold">{title}</p>
        <p className="mt-1 text-muted text-pretty">{effect}</p>
      </div>
      <Field label="Why, for the others" optional>
        {(wiring) => (
          <Input
            {...wiring}
            autoFocus
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="primary" className="self-end">
        {action}
      </Button>
    </form>
  );
}
