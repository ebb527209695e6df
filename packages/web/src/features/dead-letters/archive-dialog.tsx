import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FieldError } from '../../ui/field.tsx';
import { formatCapped } from '../../ui/format-number.ts';
import { Fact, Facts } from '../../ui/panel.tsx';
import { useArchive } from './letter-actions.ts';
import { filterWords, letterConditions, type LetterFilters } from './letter-filters.ts';

interface ArchiveDialogProps {
  filters: LetterFilters;
  /** Chosen one by one; absent: all pending ones that match. */
  ids?: number[] | undefined;
  count: number;
  capped: boolean;
  onClose: (acted: boolean) => void;
}

/** Says what archiving does; it can be undone from the list of archives. */
export function ArchiveDialog({ filters, ids, count, capped, onClose }: ArchiveDialogProps) {
  const archive = useArchive(() => onClose(true));
  const [shown] = useState(formatCapped(count, capped));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose(false)} title={`Archive ${shown}?`}>
      <div className="flex flex-col gap-4">
        <Facts>
          <Fact name="Count">{shown}; 10,000 at most</Fact>
          <Fact name="Chosen by">{ids ? 'hand, one by one' : filterWords(filters)}</Fact>
          <Fact name="Effect">
            They move to a gzipped file in the folder <code className="font-mono">archive</code> of the node
            that answers, and leave this list. Under Archives the file can be restored on that node.
          </Fact>
        </Facts>
        {archive.error ? <FieldError>{archive.error.message}</FieldError> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onClose(false)}>Leave them</Button>
          <Button
            look="primary"
            autoFocus
            busy={archive.isPending}
            onClick={() => archive.mutate(ids ? { ids } : { filter: letterConditions(filters, Date.now()) })}
          >
            Archive {shown}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
