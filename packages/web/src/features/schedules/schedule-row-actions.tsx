import type { Schedule } from '@tutti/contract';
import { useNavigate } from '@tanstack/react-router';
import { Copy, Ellipsis, Pencil, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Hint } from '../../ui/hint.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { useMay } from '../access/use-may.ts';
import { DeleteSchedule } from './delete-schedule.tsx';
import { useDuplicate, useTrigger } from './schedule-actions.ts';

export const ScheduleRowActions = ({ schedule }: { schedule: Schedule }) => (
  <span className="flex items-center">
    <TriggerButton schedule={schedule} />
    <ScheduleMenu schedule={schedule} size="iconSm" />
  </span>
);

export function TriggerButton({ schedule }: { schedule: Schedule }) {
  const trigger = useTrigger();
  const refused = useMay('schedules:trigger').reason;
  return (
    <Hint content="Trigger now">
      <Button
        look="ghost"
        size="iconSm"
        data-key="schedule.trigger"
        aria-label={`Trigger ${schedule.name} now`}
        busy={trigger.isPending}
        refused={refused}
        icon={<Play />}
        onClick={() => trigger.mutate(schedule)}
      />
    </Hint>
  );
}

interface ScheduleMenuProps {
  schedule: Schedule;
  size: 'icon' | 'iconSm';
  /** The page itself has a button for it. */
  withEdit?: boolean;
  onDeleted?: () => void;
}

export function ScheduleMenu({ schedule, size, withEdit = true, onDeleted }: ScheduleMenuProps) {
  const navigate = useNavigate();
  const duplicate = useDuplicate();
  const [deleting, setDeleting] = useState(false);
  const refused = useMay('schedules:write').reason;
  return (
    <>
      <Menu
        trigger={
          <Button look="ghost" size={size} aria-label={`More on ${schedule.name}`} icon={<Ellipsis />} />
        }
      >
        {withEdit ? (
          <MenuItem
            icon={<Pencil />}
            onSelect={() => void navigate({ to: '/schedules/$id/edit', params: { id: String(schedule.id) } })}
          >
            Edit
          </MenuItem>
        ) : null}
        <MenuItem icon={<Copy />} refused={refused} onSelect={() => duplicate.mutate(schedule)}>
          Duplicate
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger refused={refused} onSelect={() => setDeleting(true)}>
          Delete …
        </MenuItem>
      </Menu>
      {deleting ? (
        <DeleteSchedule schedule={schedule} onClose={() => setDeleting(false)} onDeleted={onDeleted} />
      ) : null}
    </>
  );
}
