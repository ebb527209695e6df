import { useQuery } from '@tanstack/react-query';
import { CirclePlay, CirclePause } from 'lucide-react';
import { useState } from 'react';
import { cn } from '../ui/cn.ts';
import { Hint } from '../ui/hint.tsx';
import { ConfirmPopover } from '../ui/popover.tsx';
import { useSchedulerSwitch } from '../features/schedules/schedule-actions.ts';
import { schedulerQuery } from '../features/schedules/schedule-queries.ts';
import { useClient } from './api.ts';

/** Whether time and events fire schedules, on all nodes; stopping asks, starting does not. */
export function SchedulerSwitch({ narrow }: { narrow: boolean }) {
  const status = useQuery(schedulerQuery(useClient())).data;
  const act = useSchedulerSwitch();
  const [asking, setAsking] = useState(false);
  if (!status) return null;
  const { running } = status;
  const button = (
    <button
      type="button"
      aria-label={running ? 'The scheduler runs. Stop it' : 'The scheduler is stopped. Start it'}
      disabled={act.isPending}
      onClick={running ? undefined : () => act.mutate(true)}
      className={cn(
        'group tap flex h-8 items-center gap-2.5 rounded-md text-label hover:bg-hover disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.5]',
        narrow ? 'w-10 justify-center' : 'w-full px-2.5',
        running ? 'text-completed' : 'bg-[color-mix(in_oklab,var(--paused)_12%,transparent)] text-paused',
      )}
    >
      {running ? <CirclePlay /> : <CirclePause />}
      {narrow ? null : (
        <>
          <span className="truncate">{running ? 'Scheduler running' : 'Scheduler stopped'}</span>
          <span className="ml-auto text-muted opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100">
            {running ? 'Stop' : 'Start'}
          </span>
        </>
      )}
    </button>
  );
  if (!running) {
    return narrow ? (
      <Hint content="Scheduler stopped: start it" side="right">
        {button}
      </Hint>
    ) : (
      button
    );
  }
  return (
    <ConfirmPopover
      open={asking}
      onOpenChange={setAsking}
      trigger={button}
      title="Stop the scheduler?"
      effect="On all nodes, nothing fires by time or event until it is started again. What runs goes on, and triggers by hand still work."
      action="Stop it"
      onConfirm={() => act.mutate(false)}
    />
  );
}
