import type { ErrorGroup } from '@tutti/contract';
import { CircleCheck, EyeOff, RotateCcw } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Button } from '../../ui/button.tsx';
import { useMay } from '../access/use-may.ts';
import { BulkErrors } from './bulk-errors.tsx';
import { OPEN_STATUSES } from './error-filters.ts';
import { ACTS, type Act } from './error-words.ts';

const BUTTONS: readonly [Exclude<Act, 'escalate'>, ReactElement][] = [
  ['ignore', <EyeOff key="ignore" />],
  ['resolve', <CircleCheck key="resolve" />],
  ['retry', <RotateCcw key="retry" />],
];

/** The same for all that are open in it; asked first, with the count. */
export function GroupButtons({ group }: { group: ErrorGroup }) {
  const [asked, setAsked] = useState<Act>();
  const { reason } = useMay('errors:write');
  if (group.open === 0) return null;
  return (
    <>
      {BUTTONS.map(([act, icon]) => (
        <Button
          key={act}
          icon={icon}
          look={act === 'retry' ? 'primary' : 'secondary'}
          refused={reason}
          onClick={() => setAsked(act)}
        >
          {ACTS[act].label} {group.open === 1 ? 'it' : `all ${group.open}`}
        </Button>
      ))}
      {asked ? (
        <BulkErrors
          act={asked}
          count={group.open}
          chosenBy="open ones of this group"
          target={{ filter: { fingerprint: group.fingerprint, recoveryStatus: [...OPEN_STATUSES] } }}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
    </>
  );
}
