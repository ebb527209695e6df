import type { Execution } from '@tutti/contract';
import { FailureBox } from '../../ui/failure-box.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { useWaits } from './execution-note.tsx';
import { nextStep } from './next-step.ts';
import { hasFailed, shownStatus, skipWords } from './execution-status.ts';

/** Of one that failed for good. */
export function FailureLine({ execution }: { execution: Execution }) {
  const { error, status } = execution;
  if (!hasFailed(status) || !error) return null;
  return (
    <FailureBox
      kind={status === 'timeout' ? 'timeout' : 'failed'}
      message={error.message}
      about={
        <>
          <code className="font-mono">{error.code}</code> ·{' '}
          {error.permanent ? 'permanent: another attempt could not help' : 'transient: no attempt is left'}
        </>
      }
    >
      <NextLine execution={execution} />
    </FailureBox>
  );
}

const NextLine = ({ execution }: { execution: Execution }) => {
  const next = nextStep(execution);
  return next ? (
    <p className="mt-1 text-label">
      <b className="font-semibold">Next</b> {next}
    </p>
  ) : null;
};

/** Why it stands still, and what lets it go on. */
export function StandLine({ execution }: { execution: Execution }) {
  const { status, phase } = execution;
  const waits = useWaits(execution);
  if (hasFailed(status) || status === 'skipped') return null;
  if (!nextStep(execution)) return null;
  const { kind } = shownStatus({ status, phase, attempt: execution.attempt });
  return (
    <div className="flex items-start gap-2.5 rounded-lg border border-line bg-surface px-3 py-2.5">
      <StatusIcon kind={kind} className="mt-0.5" />
      <div className="min-w-0">
        <p>{standWords(execution, waits)}</p>
        <NextLine execution={execution} />
      </div>
    </div>
  );
}

function standWords({ status, error }: Execution, waits: string | null): string {
  if (status === 'paused') return 'Paused: nothing happens until it is resumed.';
  if (status === 'cancelled') return error?.message ?? 'Cancelled.';
  return waits ? `It waits for ${waits}.` : 'It waits.';
}

export function SkipLine({ execution }: { execution: Execution }) {
  if (execution.status !== 'skipped') return null;
  return (
    <div className="flex items-start gap-2.5 rounded-lg border border-line bg-surface px-3 py-2.5">
      <StatusIcon kind="skipped" className="mt-0.5" />
      <div className="min-w-0">
        <p>
          Did not run: {skipWords(execution.skipReason)}
          {execution.slotCount > 1 ? `; ${execution.slotCount} slots in a row` : ''}.
        </p>
        <NextLine execution={execution} />
      </div>
    </div>
  );
}
