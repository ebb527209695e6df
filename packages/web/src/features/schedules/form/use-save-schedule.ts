import { ApiError } from '@tutti/client';
import type { Schedule } from '@tutti/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { errorsOf, FieldErrors } from './field-errors.ts';
import type { ScheduleForm } from './schedule-form.ts';
import { toDraft } from './to-draft.ts';

export interface SaveSchedule {
  submit: (form: ScheduleForm) => void;
  isPending: boolean;
  errors: FieldErrors;
}

/** Creates, or replaces what was read; leads to the schedule when it is saved. */
export function useSaveSchedule(existing: Schedule | undefined): SaveSchedule {
  const client = useClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [errors, setErrors] = useState(new FieldErrors());
  const save = useMutation({
    mutationFn: (form: ScheduleForm) => {
      const drafted = toDraft(form);
      if (drafted.kind === 'problems') throw new FormProblem(new FieldErrors(drafted.errors));
      const { draft } = drafted;
      return existing
        ? client.replaceSchedule(
            { params: { id: String(existing.id) }, body: draft },
            { ifMatch: existing.updatedAt },
          )
        : client.createSchedule({ body: draft });
    },
    onSuccess: (schedule) => {
      queries.setQueryData(['schedules', 'one', schedule.id], schedule);
      void queries.invalidateQueries({ queryKey: ['schedules'] });
      void queries.invalidateQueries({ queryKey: ['scheduler'] });
      void navigate({ to: '/schedules/$id', params: { id: String(schedule.id) } });
    },
    onError: (error) => {
      setErrors(saveErrors(error));
      // The first refused field may be out of sight.
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    },
  });
  return {
    submit: (form) => {
      setErrors(new FieldErrors());
      save.mutate(form);
    },
    isPending: save.isPending,
    errors,
  };
}

class FormProblem extends Error {
  readonly errors: FieldErrors;
  constructor(errors: FieldErrors) {
    super('the form is not complete');
    this.errors = errors;
  }
}

function saveErrors(error: Error): FieldErrors {
  if (error instanceof FormProblem) return error.errors;
  if (error instanceof ApiError && error.code === 'PRECONDITION_FAILED') {
    return new FieldErrors(
      [],
      'Someone else has changed this schedule since you opened it. Reload the page to see the change, then edit again.',
    );
  }
  return errorsOf(error);
}
