import type { Schedule } from '@tutti/contract';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { useDelete } from './schedule-actions.ts';

interface DeleteScheduleProps {
  schedule: Schedule;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

/** There is no way back, so the name has to be typed. */
export function DeleteSchedule({ schedule, onClose, onDeleted }: DeleteScheduleProps) {
  const remove = useDelete(() => {
    onClose();
    onDeleted?.();
  });
  return (
    <ConfirmName
      title={`Delete ${schedule.name}?`}
      effect="Its definition and slot history go, and cannot be brought back. Executions and their logs stay; work that runs now goes on. To only keep it from firing, switch it off instead."
      name={schedule.name}
      action="Delete"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(schedule)}
      onClose={onClose}
    />
  );
}
