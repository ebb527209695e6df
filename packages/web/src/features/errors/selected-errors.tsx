import type { ErrorRecord } from '@tutti/contract';
import { ArrowUpFromLine, CircleCheck, EyeOff, RotateCcw } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { Button } from '../../ui/button.tsx';
import type { Selection } from '../../ui/use-selection.ts';
import { useMay } from '../access/use-may.ts';
import { BulkErrors } from './bulk-errors.tsx';
import { bulkFilterOf, filterWords, type ErrorFilters } from './error-filters.ts';
import { ACTS, canAct, type Act } from './error-words.ts';

const BUTTONS: readonly [Act, ReactElement][] = [
  ['retry', <RotateCcw key="retry" />],
  ['resolve', <CircleCheck key="resolve" />],
  ['ignore', <EyeOff key="ignore" />],
  ['escalate', <ArrowUpFromLine key="escalate" />],
];

interface SelectedErrorsProps {
  selection: Selection;
  filters: ErrorFilters;
  rows: readonly ErrorRecord[];
  matching: { count: number; capped: boolean } | undefined;
}

/** What can be done with the chosen errors; all that match are meant by the filter, which the server applies. */
export function SelectedErrors({ selection, filters, rows, matching }: SelectedErrorsProps) {
  const [asked, setAsked] = useState<Act>();
  const { reason } = useMay('errors:write');
  const chosen = rows.filter((row) => selection.has(String(row.id)));
  const { everything } = selection;
  return (
    <>
      <BulkBar
        selection={selection}
        noun={['error', 'errors']}
        matching={matching}
        onChooseAll={() => selection.chooseEverything(matching?.count ?? 0)}
      >
        {BUTTONS.map(([act, icon]) => (
          <Button
            key={act}
            size="sm"
            icon={icon}
            refused={reason}
            disabled={!everything && !chosen.some((row) => canAct(act, row.recoveryStatus))}
            onClick={() => setAsked(act)}
          >
            {ACTS[act].label}
          </Button>
        ))}
      </BulkBar>
      {asked ? (
        <BulkErrors
          act={asked}
          count={selection.size}
          chosenBy={everything ? `filter: ${filterWords(filters)}` : 'hand, one by one'}
          target={
            everything
              ? { filter: bulkFilterOf(filters, Date.now()) }
              : { ids: selection.keys.map(Number).slice(0, 1000) }
          }
          onClose={(acted) => {
            setAsked(undefined);
            if (acted) selection.clear();
          }}
        />
      ) : null}
    </>
  );
}
