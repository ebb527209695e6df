import type { RecentRun, Schedule } from '@tutti/contract';
import type { StatusKind } from '../../ui/status-icon.tsx';
import { plural } from '../../ui/format-number.ts';
import { skipWords } from '../executions/execution-status.ts';

export interface Verdict {
  kind: StatusKind;
  text: string;
}

const FAILED = new Set(['failed', 'timeout']);
const ENDED = new Set(['completed', 'failed', 'timeout']);

interface Situation {
  schedule: Pick<Schedule, 'enabled' | 'scheduleType' | 'lastRunAt' | 'nextRunAt'>;
  /** Newest first. */
  recent: readonly RecentRun[];
  schedulerRunning: boolean;
}

/** One sentence on how a schedule does: what keeps it from firing comes before how it ran. */
export function verdictOf({ schedule, recent, schedulerRunning }: Situation): Verdict {
  if (!schedule.enabled) {
    if (schedule.scheduleType === 'one_time' && schedule.lastRunAt)
      return { kind: 'completed', text: 'Done: its one time has passed' };
    return { kind: 'paused', text: 'Off: it fires only by hand' };
  }
  if (!schedulerRunning) return { kind: 'paused', text: 'The scheduler is stopped: it fires only by hand' };
  return runsVerdict(recent);
}

function runsVerdict(recent: readonly RecentRun[]): Verdict {
  const [newest] = recent;
  if (!newest) return { kind: 'pending', text: 'Has not run yet' };
  const ended = recent.filter((run) => ENDED.has(run.status));
  const firstGood = ended.findIndex((run) => !FAILED.has(run.status));
  const failures = firstGood < 0 ? ended.length : firstGood;
  if (failures > 0)
    return {
      kind: 'failed',
      text: failures === 1 ? 'The last run failed' : `The last ${failures} runs failed`,
    };
  if (newest.status === 'skipped')
    return { kind: 'skipped', text: `The last slot was skipped: ${skipWords(newest.skipReason)}` };
  if (ended.length === 0) return { kind: 'running', text: 'The first run is under way' };
  return someFailed(ended);
}

function someFailed(ended: readonly RecentRun[]): Verdict {
  const bad = ended.filter((run) => FAILED.has(run.status)).length;
  if (bad === 0)
    return {
      kind: 'completed',
      text:
        ended.length === 1
          ? 'Healthy: the last run succeeded'
          : `Healthy: the last ${plural(ended.length, 'run')} succeeded`,
    };
  return {
    kind: 'completed',
    text: `Recovered: ${bad} of the last ${plural(ended.length, 'run')} failed`,
  };
}
