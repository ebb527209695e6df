import type { Queue } from '@tutti/contract';
import { plural } from '../../ui/format-number.ts';
import { HoldButton } from '../../ui/hold-button.tsx';
import { useMay } from '../access/use-may.ts';
import { usePauseQueue, useResumeQueue } from './queue-actions.ts';

interface PauseButtonProps {
  queue: Queue;
  /** In a row there is room for the icon alone. */
  narrow?: boolean;
}

export function PauseButton({ queue, narrow = false }: PauseButtonProps) {
  const pause = usePauseQueue();
  const resume = useResumeQueue();
  return (
    <HoldButton
      name={queue.name}
      held={queue.paused !== null}
      word="Pause"
      effect={pauseEffect(queue)}
      release="Let it go on"
      onHold={(reason) => pause.mutate({ name: queue.name, reason })}
      onRelease={() => resume.mutate(queue.name)}
      refused={useMay('queues:write').reason}
      shortcut="queue.pause"
      narrow={narrow}
    />
  );
}

const pauseEffect = ({ ready, running }: Queue): string => {
  const waits = ready > 0 ? `${plural(ready, 'execution')} and what comes` : 'What comes';
  const runs = running > 0 ? ` The ${running} that run go on.` : '';
  return `Nothing more starts from it, on any node: ${waits} will wait until it is resumed.${runs}`;
};
