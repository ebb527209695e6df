import { ApiError } from '@tutti/client';
import type { Schedule, ScheduleDraft } from '@tutti/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../../app/changes/use-act.ts';
import { errorsOf, FieldErrors } from './field-errors.ts';
import type { Drafted } from './to-draft.ts';

export interface SaveSchedule {
  submit: (drafted: Drafted) => void;
  isPending: boolean;
  errors: FieldErrors;
  /** What was refused has been changed since. */
  forget: () => void;
}

/** Creates, or replaces what was read; leads to the schedule when it is saved, and to the list while it waits. */
export function useSaveSchedule(existing: Schedule | undefined): SaveSchedule {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [errors, setErrors] = useState(new FieldErrors());
  const outcome = {
    says: ({ name }: ScheduleDraft) => (existing ? `Save ${existing.name}` : `Create ${name}`),
    failed: false as const,
    done: (schedule: Schedule) => {
      queries.setQueryData(['schedules', 'one', schedule.id], schedule);
      void navigate({ to: '/schedules/$id', params: { id: String(schedule.id) }, ignoreBlocker: true });
    },
    queued: () => void navigate({ to: '/schedules', ignoreBlocker: true }),
    refresh: ['schedules', 'scheduler'],
  };
  const create = useAct({
    ...outcome,
    operation: 'createSchedule',
    input: (body: ScheduleDraft) => ({ body }),
  });
  const replace = useAct({
    ...outcome,
    operation: 'replaceSchedule',
    input: (body: ScheduleDraft) => ({ params: { id: existing?.id ?? 0 }, body }),
    options: () => ({ ifMatch: existing?.updatedAt }),
  });
  const save = existing ? replace : create;
  const refuse = (refused: FieldErrors): void => {
    setErrors(refused);
    // The first refused field may be out of sight.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return {
    submit: (drafted) => {
      setErrors(new FieldErrors());
      if (drafted.kind === 'problems') return refuse(new FieldErrors(drafted.errors));
      save.mutate(drafted.draft, { onError: (error) => refuse(saveErrors(error)) });
    },
    isPending: save.isPending,
    errors,
    forget: () => setErrors((old) => (old.isEmpty ? old : new FieldErrors())),
  };
}

function saveErrors(error: Error): FieldErrors {
  if (error instanceof ApiError && error.code === 'PRECONDITION_FAILED') {
    return new FieldErrors(
      [],
      'Someone else has changed this schedule since you opened it. Reload the page to see the change, then edit again.',
    );
  }
  return errorsOf(error);
}
