import type { Schedule } from '@tutti/contract';
import { Link, useNavigate } from '@tanstack/react-router';
import { Pencil, Play } from 'lucide-react';
import { Button, buttonLook } from '../../../ui/button.tsx';
import { cn } from '../../../ui/cn.ts';
import { Hint } from '../../../ui/hint.tsx';
import { useShortcut } from '../../../ui/shortcuts.ts';
import { Switch } from '../../../ui/switch.tsx';
import { useMay } from '../../access/use-may.ts';
import { useToggle, useTrigger } from '../schedule-actions.ts';
import { ScheduleMenu } from '../schedule-row-actions.tsx';

export function ScheduleButtons({ schedule }: { schedule: Schedule }) {
  const navigate = useNavigate();
  const trigger = useTrigger();
  const toggle = useToggle();
  const { reason } = useMay('schedules:trigger');
  const mayWrite = useMay('schedules:write');
  const run = (): void => trigger.mutate(schedule);
  useShortcut('schedule.trigger', run, !trigger.isPending, reason);
  useShortcut(
    'schedule.edit',
    () => void navigate({ to: '/schedules/$id/edit', params: { id: String(schedule.id) } }),
  );
  return (
    <>
      <label className="mr-1 flex items-center gap-2 text-muted">
        {schedule.enabled ? 'On' : 'Off'}
        <Switch
          aria-label={`${schedule.name} fires by itself`}
          checked={schedule.enabled}
          refused={mayWrite.reason}
          onCheckedChange={(enabled) => toggle.mutate({ schedule, enabled })}
        />
      </label>
      <Link to="/schedules/$id/edit" params={{ id: String(schedule.id) }} className={cn(buttonLook(), 'tap')}>
        <Pencil aria-hidden="true" />
        Edit
      </Link>
      <Hint content="Run it once, now (t)">
        <Button look="primary" icon={<Play />} busy={trigger.isPending} refused={reason} onClick={run}>
          Trigger now
        </Button>
      </Hint>
      <ScheduleMenu
        schedule={schedule}
        size="icon"
        withEdit={false}
        onDeleted={() => void navigate({ to: '/schedules' })}
      />
    </>
  );
}
