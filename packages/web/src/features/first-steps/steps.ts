/** What the four steps depend on; undefined while it is not known yet. */
export interface Facts {
  /** Schedules that somebody made here, the examples left out. */
  ownSchedules: number;
  /** The labelled example that fails; undefined when it was deleted or never made. */
  practice: Practice | undefined;
  /** Kept in this browser. */
  watched: boolean;
  commanded: boolean;
}

export interface Practice {
  scheduleId: number;
  /** The dead letter to open: one that waits, else the newest. */
  letterId: number | undefined;
  mended: boolean;
}

export type StepId = 'schedule' | 'mend' | 'watch' | 'command';

export interface Step {
  id: StepId;
  title: string;
  words: string;
  done: boolean;
}

/** Whoever has made schedules of their own, and has no example to mend, needs no first steps. */
export const isYoung = ({ ownSchedules, practice }: Pick<Facts, 'ownSchedules' | 'practice'>): boolean =>
  practice !== undefined || ownSchedules <= 1;

/** In order; without the practice failure there is nothing to mend, and three remain. */
export function stepsOf({ ownSchedules, practice, watched, commanded }: Facts): Step[] {
  const mend: Step = {
    id: 'mend',
    title: 'Mend a failure',
    words:
      'The example practice-failure runs "ehco hello". Mend the command, send it again, see it resolved.',
    done: practice?.mended ?? false,
  };
  return [
    {
      id: 'schedule',
      title: 'Make a schedule',
      words: 'Every minute, the command "date". The form says in words when it runs.',
      done: ownSchedules > 0,
    },
    ...(practice ? [mend] : []),
    {
      id: 'watch',
      title: 'Watch a run',
      words: 'Its log as it is written, its attempts, why it stands where it stands.',
      done: watched,
    },
    {
      id: 'command',
      title: 'Use the command line',
      words: 'Everything here is there too.',
      done: commanded,
    },
  ];
}

interface Letter {
  id: number;
  status: string;
}

/** The command may have been mended in the schedule as well as in the letter. */
export function practiceOf(
  schedule: { id: number; command: unknown } | undefined,
  letters: readonly Letter[],
): Practice | undefined {
  if (!schedule) return undefined;
  const waits = letters.find(({ status }) => status === 'pending');
  const resolved = letters.some(({ status }) => status === 'resolved');
  return {
    scheduleId: schedule.id,
    letterId: (waits ?? letters[0])?.id,
    mended: resolved || (schedule.command !== PRACTICE_COMMAND && waits === undefined),
  };
}

export const PRACTICE_NAME = 'practice-failure';
export const PRACTICE_COMMAND = 'ehco hello';
/** Who made the examples. */
export const EXAMPLES_BY = 'tutti';
