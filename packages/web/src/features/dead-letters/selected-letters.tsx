import { Archive, SendHorizontal } from 'lucide-react';
import { useState } from 'react';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { Button } from '../../ui/button.tsx';
import type { Selection } from '../../ui/use-selection.ts';
import { useMay } from '../access/use-may.ts';
import { ArchiveDialog } from './archive-dialog.tsx';
import { BatchDialog } from './batch-dialog.tsx';
import type { LetterFilters } from './letter-filters.ts';

/** What can be done with the chosen letters; all that match are meant by the buttons above. */
export function SelectedLetters({ selection, filters }: { selection: Selection; filters: LetterFilters }) {
  const [asked, setAsked] = useState<'batch' | 'archive'>();
  const mayWrite = useMay('deadletters:write');
  const mayArchive = useMay('deadletters:admin');
  const dialog = {
    filters,
    ids: selection.keys.map(Number),
    count: selection.size,
    capped: false,
    onClose: (acted: boolean) => {
      setAsked(undefined);
      if (acted) selection.clear();
    },
  };
  return (
    <>
      <BulkBar selection={selection} noun={['dead letter', 'dead letters']}>
        <Button size="sm" icon={<Archive />} refused={mayArchive.reason} onClick={() => setAsked('archive')}>
          Archive …
        </Button>
        <Button
          size="sm"
          icon={<SendHorizontal />}
          refused={mayWrite.reason}
          onClick={() => setAsked('batch')}
        >
          Resubmit …
        </Button>
      </BulkBar>
      {asked === 'batch' ? <BatchDialog {...dialog} /> : null}
      {asked === 'archive' ? <ArchiveDialog {...dialog} /> : null}
    </>
  );
}
