import type { ErrorRecord } from '@tutti/contract';
import { ArrowUpFromLine, CircleCheck, EyeOff, RotateCcw } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Button } from '../../ui/button.tsx';
import { Hint } from '../../ui/hint.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import type { ShortcutId } from '../../ui/shortcut-list.ts';
import { useMay } from '../access/use-may.ts';
import { NotePopover } from '../../ui/note-popover.tsx';
import { useErrorAct } from './error-actions.ts';
import { ACTS, canAct } from './error-words.ts';

/** What an operator can do with an error now; a retry never asks. */
export function ErrorButtons({ record }: { record: ErrorRecord }) {
  const retry = useErrorAct('retry');
  const { reason } = useMay('errors:write');
  const mayRetry = canAct('retry', record.recoveryStatus);
  const run = (): void => retry.mutate({ record });
  useShortcut('error.retry', run, mayRetry && !retry.isPending, reason);
  return (
    <>
      <NotedAct act="escalate" icon={<ArrowUpFromLine />} shortcut="error.escalate" record={record} />
      <NotedAct act="ignore" icon={<EyeOff />} shortcut="error.ignore" record={record} />
      <NotedAct act="resolve" icon={<CircleCheck />} shortcut="error.resolve" record={record} />
      {mayRetry ? (
        <Hint content="The next attempt now (r)">
          <Button
            look="primary"
            icon={<RotateCcw />}
            busy={retry.isPending}
            refused={reason}
            onClick={run}
            className="max-md:order-first"
          >
            Retry
          </Button>
        </Hint>
      ) : null}
    </>
  );
}

interface NotedActProps {
  act: 'resolve' | 'ignore' | 'escalate';
  icon: ReactElement;
  shortcut: ShortcutId;
  record: ErrorRecord;
}

function NotedAct({ act, icon, shortcut, record }: NotedActProps) {
  const mutation = useErrorAct(act);
  const { reason } = useMay('errors:write');
  const [open, setOpen] = useState(false);
  const possible = canAct(act, record.recoveryStatus);
  useShortcut(shortcut, () => setOpen(true), possible, reason);
  if (!possible) return null;
  const { label, effect } = ACTS[act];
  return (
    <NotePopover
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button icon={icon} busy={mutation.isPending} refused={reason}>
          {label}
        </Button>
      }
      title={`${label} error #${record.id}?`}
      effect={effect}
      field="Notes"
      action={label}
      onConfirm={(notes) => mutation.mutate({ record, notes })}
    />
  );
}
