import type { Schedule } from '@tutti/contract';
import { Play, ToggleLeft, ToggleRight } from 'lucide-react';
import { useState } from 'react';
import { useAct } from '../../app/changes/use-act.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format-number.ts';
import { ConfirmPopover } from '../../ui/popover.tsx';
import { toast } from '../../ui/toast.tsx';
import type { Selection } from '../../ui/use-selection.ts';
import { useToggle } from './schedule-actions.ts';

interface ScheduleBulkProps {
  selection: Selection;
  rows: readonly Schedule[];
}

/** What can be done with the schedules that are chosen. Switching can be taken back; triggering asks, with its effect. */
export function ScheduleBulk({ selection, rows }: ScheduleBulkProps) {
  const [asking, setAsking] = useState(false);
  const toggle = useToggle();
  const trigger = useAct({
    operation: 'triggerSchedule',
    input: ({ id }: Schedule) => ({ params: { id }, body: {} }),
    says: ({ name }) => `Trigger ${name}`,
    failed: ({ name }) => `${name} was not triggered`,
    refresh: [],
  });
  const chosen = rows.filter(({ id }) => selection.has(String(id)));
  const switchAll = (enabled: boolean): void => {
    for (const schedule of chosen) if (schedule.enabled !== enabled) toggle.mutate({ schedule, enabled });
  };
  const triggerAll = (): void => {
    for (const schedule of chosen) trigger.mutate(schedule);
    toast.done(`Triggering ${plural(chosen.length, 'schedule')}`);
    selection.clear();
  };
  return (
    <BulkBar selection={selection} noun={['schedule', 'schedules']}>
      <Button size="sm" icon={<ToggleRight />} onClick={() => switchAll(true)}>
        Switch on
      </Button>
      <Button size="sm" icon={<ToggleLeft />} onClick={() => switchAll(false)}>
        Switch off
      </Button>
      <ConfirmPopover
        trigger={
          <Button size="sm" icon={<Play />}>
            Trigger now
          </Button>
        }
        open={asking}
        onOpenChange={setAsking}
        title={`Trigger ${plural(chosen.length, 'schedule')}?`}
        effect="Each runs once, now, whatever its timing."
        action="Trigger"
        onConfirm={triggerAll}
      />
    </BulkBar>
  );
}
