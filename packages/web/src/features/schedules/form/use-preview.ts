import type { FieldError, Preview, PreviewRequest } from '@tutti/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { previewQuery } from '../schedule-queries.ts';
import { errorsOf, FieldErrors } from './field-errors.ts';
import type { ScheduleForm } from './schedule-form.ts';
import { timingOf } from './to-draft.ts';

const REST_MS = 200;

export interface LivePreview {
  preview: Preview | undefined;
  errors: FieldErrors;
  /** What is shown belongs to what was typed before. */
  behind: boolean;
}

/** What the server makes of the timing, a moment after typing rests. */
export function usePreview(form: ScheduleForm): LivePreview {
  const client = useClient();
  const problems: FieldError[] = [];
  const scheduleConfig = timingOf(form, problems);
  const { startsAt, endsAt, blackouts } = form.kept;
  const request: PreviewRequest = {
    scheduleType: form.scheduleType,
    scheduleConfig,
    count: 6,
    ...(startsAt && { startsAt }),
    ...(endsAt && { endsAt }),
    ...(blackouts && blackouts.length > 0 && { blackouts }),
  };
  const rested = useRested(JSON.stringify(request));
  const ready = problems.length === 0;
  const query = useQuery({
    ...previewQuery(client, JSON.parse(rested) as PreviewRequest, ready),
    placeholderData: keepPreviousData,
  });
  const behind = rested !== JSON.stringify(request) || query.isPlaceholderData || query.isFetching;
  const errors = ready ? errorsOf(query.error) : new FieldErrors(problems);
  return { preview: errors.isEmpty ? query.data : undefined, errors, behind };
}

function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
