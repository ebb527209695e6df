import type { Schedule } from '@tutti/contract';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { causeOf } from '../../ui/error-panel.tsx';
import { Field, FieldError, Input } from '../../ui/field.tsx';
import { useDelete } from './schedule-actions.ts';

interface DeleteScheduleProps {
  schedule: Schedule;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

/** There is no way back, so the name has to be typed. */
export function DeleteSchedule({ schedule, onClose, onDeleted }: DeleteScheduleProps) {
  const [typed, setTyped] = useState('');
  const remove = useDelete(() => {
    onClose();
    onDeleted?.();
  });
  const matches = typed.trim() === schedule.name;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${schedule.name}?`}
      description="Its definition and slot history go, and cannot be brought back. Executions and their logs stay; work that runs now goes on. To only keep it from firing, switch it off instead."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (matches) remove.mutate(schedule);
        }}
      >
        <Field label={`Type ${schedule.name} to confirm`}>
          {(wiring) => (
            <Input {...wiring} autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
        {remove.error ? <FieldError>{causeOf(remove.error)}</FieldError> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" look="danger" disabled={!matches} busy={remove.isPending}>
            Delete
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
