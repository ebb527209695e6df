import type { FieldError, Preview, PreviewRequest, ScheduleDraft } from '@tutti/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClient } from '../../../app/api.ts';
import { previewQuery } from '../schedule-queries.ts';
import { errorsOf, FieldErrors } from './field-errors.ts';
import { useRested } from './use-rested.ts';

const REST_MS = 200;
const TIMING = /^(scheduleConfig|startsAt|endsAt|blackouts)(\.|$)/;

export interface LivePreview {
  preview: Preview | undefined;
  errors: FieldErrors;
  /** What is shown belongs to what was typed before. */
  behind: boolean;
}

/** A timing, with the window it is held to, and what is wrong with them before anybody asks the server. */
interface PreviewOf {
  draft: Pick<ScheduleDraft, 'scheduleType' | 'scheduleConfig' | 'startsAt' | 'endsAt' | 'blackouts'>;
  errors: readonly FieldError[];
}

/** What the server makes of the timing, a moment after typing rests. */
export function usePreview({ draft, errors: problems }: PreviewOf): LivePreview {
  const client = useClient();
  const { scheduleType, scheduleConfig, startsAt, endsAt, blackouts } = draft;
  const request: PreviewRequest = {
    scheduleType,
    scheduleConfig,
    count: 6,
    ...(startsAt && { startsAt }),
    ...(endsAt && { endsAt }),
    ...(blackouts && blackouts.length > 0 && { blackouts }),
  };
  const rested = useRested(JSON.stringify(request), REST_MS);
  const own = problems.filter(({ field }) => TIMING.test(field));
  const ready = own.length === 0;
  const query = useQuery({
    ...previewQuery(client, JSON.parse(rested) as PreviewRequest, ready),
    placeholderData: keepPreviousData,
  });
  const behind = rested !== JSON.stringify(request) || query.isPlaceholderData || query.isFetching;
  const errors = ready ? errorsOf(query.error) : new FieldErrors(own);
  return { preview: errors.isEmpty ? query.data : undefined, errors, behind };
}
