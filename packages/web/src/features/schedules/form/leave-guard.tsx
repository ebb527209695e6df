import { useBlocker } from '@tanstack/react-router';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';

/** Asks before a half-written form is left: by a link, the back button, a reload or the end of the tab. */
export function LeaveGuard({ changed }: { changed: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => changed,
    enableBeforeUnload: () => changed,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && reset()}
      title="Leave without saving?"
      description="What you wrote here would be lost."
    >
      <div className="flex justify-end gap-2">
        <Button autoFocus onClick={reset}>
          Stay here
        </Button>
        <Button look="danger" onClick={proceed}>
          Leave
        </Button>
      </div>
    </Dialog>
  );
}
