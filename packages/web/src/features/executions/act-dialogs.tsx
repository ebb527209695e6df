import type { Execution } from '@tutti/contract';
import { useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { usePriority, useSkip } from './execution-actions.ts';
import { PriorityField } from './priority-field.tsx';

interface ActDialogProps {
  title: string;
  description: string;
  action: string;
  reason: 'optional' | 'required';
  onConfirm: (reason: string) => void;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks for what the act needs, and for the reason that will stand in the history. */
function ActDialog({ title, description, action, reason, onConfirm, onClose, children }: ActDialogProps) {
  const [text, setText] = useState('');
  const given = text.trim();
  return (
    <Dialog open title={title} description={description} onOpenChange={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm(given);
          onClose();
        }}
      >
        {children}
        <Field label="Reason" optional={reason === 'optional'} hint="Stands in its history">
          {(wiring) => (
            <Input
              {...wiring}
              autoFocus
              maxLength={500}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="primary" disabled={reason === 'required' && given === ''}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function SkipDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const skip = useSkip();
  return (
    <ActDialog
      title={`Skip execution #${id}?`}
      description="It ends without running. It can be retried later."
      action="Skip it"
      reason="required"
      onConfirm={(reason) => skip.mutate({ id, reason })}
      onClose={onClose}
    />
  );
}

export function PriorityDialog({
  execution: { id, priority: now },
  onClose,
}: {
  execution: Execution;
  onClose: () => void;
}) {
  const change = usePriority();
  const [priority, setPriority] = useState(now);
  return (
    <ActDialog
      title={`Priority of execution #${id}`}
      description="The higher, the sooner it is taken from its queue."
      action="Change it"
      reason="optional"
      onConfirm={(reason) => change.mutate({ id, priority, reason: reason || undefined })}
      onClose={onClose}
    >
      <PriorityField value={priority} onChange={setPriority} />
    </ActDialog>
  );
}
