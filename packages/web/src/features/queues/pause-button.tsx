import type { Queue } from '@tutti/contract';
import { CirclePause, CirclePlay } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format-number.ts';
import { Hint } from '../../ui/hint.tsx';
import { ReasonPopover } from '../../ui/reason-popover.tsx';
import { useMay } from '../access/use-may.ts';
import { usePauseQueue, useResumeQueue } from './queue-actions.ts';

interface PauseButtonProps {
  queue: Queue;
  /** In a row there is room for the icon alone. */
  narrow?: boolean;
}

export function PauseButton({ queue, narrow = false }: PauseButtonProps) {
  const [open, setOpen] = useState(false);
  const pause = usePauseQueue();
  const resume = useResumeQueue();
  const refused = useMay('queues:write').reason;
  const look = narrow ? ({ look: 'ghost', size: 'iconSm' } as const) : {};
  if (queue.paused)
    return (
      <Hint content="Let it go on">
        <Button
          {...look}
          aria-label={`Resume ${queue.name}`}
          icon={<CirclePlay />}
          refused={refused}
          onClick={() => resume.mutate(queue.name)}
        >
          {narrow ? null : 'Resume'}
        </Button>
      </Hint>
    );
  return (
    <ReasonPopover
      open={open}
      onOpenChange={setOpen}
      title={`Pause ${queue.name}?`}
      effect={pauseEffect(queue)}
      action="Pause"
      onConfirm={(reason) => pause.mutate({ name: queue.name, reason })}
      trigger={
        <Button {...look} aria-label={`Pause ${queue.name}`} icon={<CirclePause />} refused={refused}>
          {narrow ? null : 'Pause'}
        </Button>
      }
    />
  );
}

const pauseEffect = ({ ready, running }: Queue): string => {
  const waits = ready > 0 ? `${plural(ready, 'execution')} and what comes` : 'What comes';
  const runs = running > 0 ? ` The ${running} that run go on.` : '';
  return `Nothing more starts from it, on any node: ${waits} will wait until it is resumed.${runs}`;
};
