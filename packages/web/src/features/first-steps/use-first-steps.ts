import { useQuery } from '@tanstack/react-query';
import type { Schedule } from '@tutti/contract';
import { useClient } from '../../app/api.ts';
import { useStored } from '../../ui/use-stored.ts';
import {
  EXAMPLES_BY,
  PRACTICE_NAME,
  isYoung,
  practiceOf,
  stepsOf,
  type Practice,
  type Step,
  type StepId,
} from './steps.ts';

const KEY = 'tutti.first-steps';

export interface FirstSteps {
  steps: Step[];
  practice: Practice | undefined;
  newestExecution: number | undefined;
  /** Notes in this browser what the server cannot know. */
  note: (step: StepId) => void;
  dismiss: () => void;
}

/** Undefined once dismissed, and until all is known. */
export function useFirstSteps(): FirstSteps | undefined {
  const [stored, store] = useStored(KEY, '');
  const dismissed = stored === 'dismissed';
  const noted = stored.split(',');
  const client = useClient();
  const schedules = useQuery({
    queryKey: ['schedules', 'first-steps'],
    queryFn: ({ signal }) => client.listSchedules({ query: { limit: 100, sort: 'name' } }, { signal }),
    enabled: !dismissed,
  }).data;
  const example = schedules?.items.find(isPractice);
  const letters = useQuery({
    queryKey: ['dead-letters', 'first-steps', example?.id],
    queryFn: ({ signal }) =>
      client.listDeadLetters({ query: { scheduleId: example?.id ?? 0, limit: 100 } }, { signal }),
    enabled: !dismissed && example !== undefined,
  }).data;
  const newest = useQuery({
    queryKey: ['execution-heads', 'first-steps'],
    queryFn: ({ signal }) => client.listExecutions({ query: { limit: 1 } }, { signal }),
    enabled: !dismissed,
  }).data;
  if (dismissed || !schedules || !newest || (example && !letters)) return undefined;
  const practice = practiceOf(
    example && { id: example.id, command: example.taskConfig['command'] },
    letters?.items ?? [],
  );
  const ownSchedules = schedules.items.filter(({ createdBy }) => createdBy !== EXAMPLES_BY).length;
  if (!isYoung({ ownSchedules, practice })) return undefined;
  return {
    steps: stepsOf({
      ownSchedules,
      practice,
      watched: noted.includes('watch'),
      commanded: noted.includes('command'),
    }),
    practice,
    newestExecution: newest.items[0]?.id,
    note: (step) => store([...noted.filter((one) => one !== '' && one !== step), step].join(',')),
    dismiss: () => store('dismissed'),
  };
}

const isPractice = ({ name, createdBy }: Schedule): boolean =>
  name === PRACTICE_NAME && createdBy === EXAMPLES_BY;
