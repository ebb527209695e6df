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
  count: number;
  capped: boolean;
  onClose: () => void;
}

/** Says what archiving does; it can be undone from the list of archives. */
export function ArchiveDialog({ filters, count, capped, onClose }: ArchiveDialogProps) {
  const archive = useArchive(onClose);
  const [shown] = useState(formatCapped(count, capped));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Archive ${shown}?`}>
      <div className="flex flex-col gap-4">
        <Facts>
          <Fact name="Count">{shown}; 10,000 at most</Fact>
          <Fact name="Chosen by">{filterWords(filters)}</Fact>
          <Fact name="Effect">
            They move to a gzipped file in the folder <code className="font-mono">archive</code> of the node
            that answers, and leave this list. Under Archives the file can be restored on that node.
          </Fact>
        </Facts>
        {archive.error ? <FieldError>{archive.error.message}</FieldError> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Leave them</Button>
          <Button
            look="primary"
            autoFocus
            busy={archive.isPending}
            onClick={() => archive.mutate(letterConditions(filters, Date.now()))}
          >
            Archive {shown}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
