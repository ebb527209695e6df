import type { Execution } from '@tutti/contract';
import { CircleSlash2, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Hint } from '../../ui/hint.tsx';
import { ConfirmPopover } from '../../ui/popover.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { useCancel, useRunAgain } from './execution-actions.ts';
import { canCancel, hasFailed } from './execution-status.ts';

/** What an operator can do with it now. */
export function ExecutionButtons({ execution }: { execution: Execution }) {
  const again = useRunAgain();
  const runAgain = (): void => again.mutate(execution);
  useShortcut('execution.again', runAgain, !again.isPending);
  return (
    <>
      {canCancel(execution.status) ? <CancelButton execution={execution} /> : null}
      <Hint content="The same work as a new execution (r)">
        <Button
          look={hasFailed(execution.status) ? 'primary' : 'secondary'}
          icon={<RotateCcw />}
          busy={again.isPending}
          onClick={runAgain}
        >
          Run again
        </Button>
      </Hint>
    </>
  );
}

function CancelButton({ execution }: { execution: Execution }) {
  const cancel = useCancel();
  const [open, setOpen] = useState(false);
  useShortcut('execution.cancel', () => setOpen(true));
  const running = execution.status !== 'pending';
  return (
    <ConfirmPopover
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button look="danger" icon={<CircleSlash2 />} busy={cancel.isPending}>
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
      onConfirm={() => cancel.mutate(execution.id)}
    />
  );
}
