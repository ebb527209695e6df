import type { BulkAction, ExecutionSummary } from '@tutti/contract';
import { CircleSlash2, Ellipsis, Pause, Play, RotateCcw } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { BulkBar } from '../../../ui/bulk-bar.tsx';
import { Button } from '../../../ui/button.tsx';
import { formatClockSeconds, ownZone } from '../../../ui/format-time.ts';
import { Menu, MenuItem } from '../../../ui/menu.tsx';
import type { ExecutionFilters } from '../execution-filters.ts';
import { BULK_ACTS, countStatuses, eligible } from './bulk-acts.ts';
import { BulkConfirm } from './bulk-confirm.tsx';
import type { Choice } from './use-choice.ts';

interface ExecutionBulkProps {
  filters: ExecutionFilters;
  choice: Choice;
  rows: readonly ExecutionSummary[];
  matching: { count: number; capped: boolean } | undefined;
}

const BUTTONS: readonly [BulkAction, ReactElement][] = [
  ['retry', <RotateCcw key="retry" />],
  ['pause', <Pause key="pause" />],
  ['resume', <Play key="resume" />],
  ['cancel', <CircleSlash2 key="cancel" />],
];
const IN_MENU = ['priority', 'skip'] as const;

/** What can be done with the chosen executions. */
export function ExecutionBulk({ filters, choice, rows, matching }: ExecutionBulkProps) {
  const { selection, whole } = choice;
  const [asked, setAsked] = useState<BulkAction>();
  const counts = whole?.counts ?? countStatuses(rows.filter((row) => selection.has(String(row.id))));
  return (
    <>
      <BulkBar
        selection={selection}
        noun={['execution', 'executions']}
        matching={matching}
        onChooseAll={choice.chooseAll}
        choosing={choice.choosing}
        scope={
          whole
            ? `${whole.truncated ? 'the oldest of all that' : 'everything that'} matched at ${formatClockSeconds(whole.at, ownZone())}`
            : undefined
        }
      >
        {BUTTONS.map(([action, icon]) => (
          <Button
            key={action}
            size="sm"
            look={BULK_ACTS[action].danger ? 'danger' : 'secondary'}
            icon={icon}
            disabled={eligible(action, counts) === 0}
            onClick={() => setAsked(action)}
          >
            {BULK_ACTS[action].label}
          </Button>
        ))}
        <Menu
          side="top"
          trigger={
            <Button look="ghost" size="iconSm" aria-label="More to do with them">
              <Ellipsis />
            </Button>
          }
        >
          {IN_MENU.map((action) => (
            <MenuItem
              key={action}
              disabled={eligible(action, counts) === 0}
              onSelect={() => setAsked(action)}
            >
              {BULK_ACTS[action].label} …
            </MenuItem>
          ))}
        </Menu>
      </BulkBar>
      {asked ? (
        <BulkConfirm
          action={asked}
          filters={filters}
          choice={choice}
          counts={counts}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
    </>
  );
}
