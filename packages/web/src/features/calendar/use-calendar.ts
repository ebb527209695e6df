import type { Calendar, Preview } from '@tutti/contract';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import { errorsOf, type FieldErrors } from '../schedules/form/field-errors.ts';
import { previewQuery } from '../schedules/schedule-queries.ts';
import { calendarQuery } from './calendar-queries.ts';
import type { CalendarRange, CalendarView } from './calendar-view.ts';
import { heatOf, type Heat } from './heat.ts';
import {
  collisionsWith,
  previewOf,
  readTried,
  whatIfOf,
  type Collision,
  type Tried,
  type WhatIf,
} from './what-if.ts';

const MOST_TRIED = 1000;

export interface TriedTiming {
  tried: Tried | undefined;
  preview: Preview | undefined;
  errors: FieldErrors;
  whatIf: WhatIf;
}

export interface CalendarData {
  query: UseQueryResult<Calendar>;
  heat: Heat | undefined;
  collisions: readonly Collision[];
  timing: TriedTiming;
}

/** The fleet's due times over the range, with those of a timing that is only tried. */
export function useCalendar(view: CalendarView, range: CalendarRange): CalendarData {
  const { from, until } = range;
  const query = useQuery(calendarQuery(useClient(), { from, until, all: view.all ?? false }));
  const timing = useTried(view.try, range);
  const { times } = timing.whatIf;
  const collisions = useMemo(
    () => (query.data ? collisionsWith(query.data, times) : []),
    [query.data, times],
  );
  const heat = useMemo(
    () =>
      query.data &&
      heatOf({
        range,
        density: query.data.density,
        met: collisions.filter(({ withTried }) => withTried),
        ghosts: times,
      }),
    [query.data, range, collisions, times],
  );
  return { query, heat, collisions, timing };
}

function useTried(text: string | undefined, { zone, from, until }: CalendarRange): TriedTiming {
  const tried = readTried(text ?? '', zone);
  // The first due time is the first after `from`: one at it must count.
  const request = tried && previewOf(tried, from - 1, MOST_TRIED);
  const query = useQuery({
    ...previewQuery(useClient(), request ?? previewOf({ kind: 'interval', intervalMs: 1 }, 0, 1)),
    enabled: request !== undefined,
    placeholderData: keepPreviousData,
  });
  const errors = errorsOf(request ? query.error : null);
  const preview = request && errors.isEmpty ? query.data : undefined;
  const whatIf = useMemo(() => whatIfOf(preview, until, MOST_TRIED), [preview, until]);
  return { tried, preview, errors, whatIf };
}
