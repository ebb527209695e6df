import type { Execution } from '@tutti/contract';
import { CircleSlash2, Pause, Play, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Hint } from '../../ui/hint.tsx';
import { ConfirmPopover } from '../../ui/popover.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { useMay } from '../access/use-may.ts';
import { actsOf } from './execution-acts.ts';
import { useCancel, usePause, useResume, useRetry, useRunAgain } from './execution-actions.ts';
import { ExecutionMenu } from './execution-menu.tsx';

/** What an operator can do with it now; the likeliest stands out. */
export function ExecutionButtons({ execution }: { execution: Execution }) {
  const acts = actsOf(execution);
  return (
    <>
      {acts.cancel ? <CancelButton execution={execution} /> : null}
      {acts.pause || acts.resume ? <PauseButton execution={execution} resume={acts.resume} /> : null}
      {acts.retry ? <RetryButton execution={execution} primary={acts.first === 'retry'} /> : null}
      {acts.again && !acts.retry ? <AgainButton execution={execution} /> : null}
      <ExecutionMenu execution={execution} acts={acts} />
    </>
  );
}

function PauseButton({ execution: { id, status }, resume }: { execution: Execution; resume: boolean }) {
  const { reason } = useMay('executions:write');
  const pausing = usePause();
  const resuming = useResume();
  const act = resume ? resuming : pausing;
  useShortcut('execution.pause', () => act.mutate({ id }), !act.isPending, reason);
  const words = resume
    ? 'Let it go on (p)'
    : status === 'running'
      ? 'Its processes stand still until it is resumed (p)'
      : 'It is held back until it is resumed (p)';
  return (
    <Hint content={words}>
      <Button
        look={resume ? 'primary' : 'secondary'}
        icon={resume ? <Play /> : <Pause />}
        busy={act.isPending}
        refused={reason}
        onClick={() => act.mutate({ id })}
      >
        {resume ? 'Resume' : 'Pause'}
      </Button>
    </Hint>
  );
}

function RetryButton({ execution: { id }, primary }: { execution: Execution; primary: boolean }) {
  const { reason } = useMay('executions:write');
  const retry = useRetry();
  useShortcut('execution.again', () => retry.mutate({ id }), !retry.isPending, reason);
  return (
    <Hint content="Another attempt of it, now (r)">
      <Button
        look={primary ? 'primary' : 'secondary'}
        icon={<RotateCcw />}
        busy={retry.isPending}
        refused={reason}
        onClick={() => retry.mutate({ id })}
      >
        Retry now
      </Button>
    </Hint>
  );
}

function AgainButton({ execution }: { execution: Execution }) {
  const { reason } = useMay('executions:write');
  const again = useRunAgain();
  useShortcut('execution.again', () => again.mutate(execution), !again.isPending, reason);
  return (
    <Hint content="The same work as a new execution (r)">
      <Button
        icon={<RotateCcw />}
        busy={again.isPending}
        refused={reason}
        onClick={() => again.mutate(execution)}
      >
        Run again
      </Button>
    </Hint>
  );
}

function CancelButton({ execution }: { execution: Execution }) {
  const { reason } = useMay('executions:write');
  const cancel = useCancel();
  const [open, setOpen] = useState(false);
  useShortcut('execution.cancel', () => setOpen(true), true, reason);
  const running = execution.status !== 'pending';
  return (
    <ConfirmPopover
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button look="danger" icon={<CircleSlash2 />} busy={cancel.isPending} refused={reason}>
          Cancel
        </Button>
      }
      title={`Cancel execution #${execution.id}?`}
      effect={
        running
          ? 'Its processes are stopped now, and no other attempt follows.'
          : 'It has not started; it never will, and no other attempt follows.'
      }
      action="Cancel it"
      onConfirm={() => cancel.mutate({ id: execution.id })}
    />
  );
}
