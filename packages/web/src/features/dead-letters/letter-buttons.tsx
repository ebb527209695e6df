import type { DeadLetter } from '@tutti/contract';
import { CircleCheck, Pencil, SendHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Hint } from '../../ui/hint.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { useMay } from '../access/use-may.ts';
import { NotePopover } from '../../ui/note-popover.tsx';
import { useResolveLetter, useResubmit } from './letter-actions.ts';
import { ResubmitDialog } from './resubmit-dialog.tsx';

/** What can be done with a letter that waits. */
export function LetterButtons({ letter }: { letter: DeadLetter }) {
  const resubmit = useResubmit();
  const resolve = useResolveLetter();
  const { reason } = useMay('deadletters:write');
  const [editing, setEditing] = useState(false);
  const [resolving, setResolving] = useState(false);
  const pending = letter.status === 'pending';
  useShortcut('letter.edit', () => setEditing(true), pending, reason);
  useShortcut('error.resolve', () => setResolving(true), pending, reason);
  useShortcut(
    'error.retry',
    () => resubmit.mutate({ id: letter.id }),
    pending && !resubmit.isPending,
    reason,
  );
  if (!pending) return null;
  return (
    <>
      <NotePopover
        open={resolving}
        onOpenChange={setResolving}
        trigger={
          <Button icon={<CircleCheck />} refused={reason} busy={resolve.isPending}>
            Resolve
          </Button>
        }
        title={`Resolve dead letter #${letter.id}?`}
        effect="Says that it was put right by hand. Its error is resolved with it; nothing runs."
        field="Notes"
        action="Resolve"
        onConfirm={(notes) => resolve.mutate({ id: letter.id, notes })}
      />
      <Hint content="Change its config, queue or priority first (e)">
        <Button icon={<Pencil />} refused={reason} onClick={() => setEditing(true)}>
          Edit and resubmit
        </Button>
      </Hint>
      <Hint content="Run it again as it was (r)">
        <Button
          look="primary"
          icon={<SendHorizontal />}
          refused={reason}
          busy={resubmit.isPending}
          onClick={() => resubmit.mutate({ id: letter.id })}
        >
          Resubmit
        </Button>
      </Hint>
      {editing ? <ResubmitDialog letter={letter} onClose={() => setEditing(false)} /> : null}
    </>
  );
}
