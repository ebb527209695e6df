import { SEVERITIES } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { StaleMark } from '../../app/stale.tsx';
import { Button } from '../../ui/button.tsx';
import { formatCount, plural } from '../../ui/format-number.ts';
import { ConfirmPopover } from '../../ui/popover.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useMay } from '../access/use-may.ts';
import { useRecoverySwitch } from './error-actions.ts';
import { recoveryQuery } from './error-queries.ts';
import { SEVERITY_WORDS } from './error-words.ts';

/** `14 open: 2 critical, 9 high … · 3 retries wait, the next in 7 s`; each figure opens its list. */
export function RecoveryVerdict() {
  const query = useQuery(recoveryQuery(useClient()));
  const { data: state } = query;
  if (!state) return <span>{query.error ? 'not read' : '…'}</span>;
  const present = SEVERITIES.toReversed().filter((severity) => state.open[severity] > 0);
  const open = present.reduce((sum, severity) => sum + state.open[severity], 0);
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span>
        {open === 0 ? 'Nothing is open' : `${formatCount(open)} open`}
        {present.length > 0 ? ': ' : ''}
        {present.map((severity, index) => (
          <span key={severity}>
            {index > 0 ? ', ' : ''}
            <Link
              to="/errors"
              search={{ severity: [severity] }}
              className="rounded-sm text-text underline decoration-control underline-offset-2 hover:decoration-text"
            >
              {formatCount(state.open[severity])} {SEVERITY_WORDS[severity].toLowerCase()}
            </Link>
          </span>
        ))}
      </span>
      {state.waiting > 0 && state.running ? (
        <span>
          · {plural(state.waiting, 'retry waits', 'retries wait')}
          {state.nextRetryAt ? (
            <>
              , the next <TimeStamp at={state.nextRetryAt} />
            </>
          ) : null}
        </span>
      ) : null}
      <StaleMark at={query.dataUpdatedAt} />
    </span>
  );
}

/** Told above everything: while recovery is stopped no retry runs, on any node. */
export function RecoveryStopped() {
  const { data: state } = useQuery(recoveryQuery(useClient()));
  const start = useRecoverySwitch(true);
  const { reason } = useMay('errors:admin');
  if (!state || state.running) return null;
  return (
    <div
      role="status"
      className="mx-4 mb-2 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-paused/40 bg-[color-mix(in_oklab,var(--paused)_10%,transparent)] px-3 py-2 lg:mx-6"
    >
      <StatusIcon kind="paused" />
      <p className="min-w-0 flex-1 basis-60">
        <b>Recovery is stopped.</b> No retry runs on any node; first attempts go on.{' '}
        {state.held > 0
          ? `${plural(state.held, 'retry is', 'retries are')} due and held.`
          : state.waiting > 0
            ? `${plural(state.waiting, 'retry waits', 'retries wait')} for a later time.`
            : 'None waits so far.'}
      </p>
      <Button
        look="primary"
        icon={<Play />}
        refused={reason}
        busy={start.isPending}
        onClick={() => start.mutate()}
      >
        Start recovery
      </Button>
    </div>
  );
}

/** Holds retries on all nodes, for instance while a service is repaired; asked first, for it holds work back. */
export function HoldRetries() {
  const { data: state } = useQuery(recoveryQuery(useClient()));
  const stop = useRecoverySwitch(false);
  const [open, setOpen] = useState(false);
  const { reason } = useMay('errors:admin');
  if (!state?.running) return null;
  return (
    <ConfirmPopover
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button look="ghost" icon={<Pause />} refused={reason} busy={stop.isPending}>
          Hold retries
        </Button>
      }
      title="Hold all retries?"
      effect="On all nodes, until recovery is started again. First attempts go on; what is due meanwhile waits."
      action="Hold them"
      onConfirm={() => stop.mutate()}
    />
  );
}
