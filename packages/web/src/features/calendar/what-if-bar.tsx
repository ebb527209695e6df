import { Link } from '@tanstack/react-router';
import { FlaskConical, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonLook } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { FieldError } from '../../ui/field.tsx';
import { formatCount, plural } from '../../ui/format-number.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { timingWords } from '../schedules/schedule-zone.ts';
import { errorText } from '../schedules/form/field-errors.ts';
import type { TriedTiming } from './use-calendar.ts';
import { formSearch, type Collision } from './what-if.ts';

interface WhatIfBarProps {
  text: string;
  timing: TriedTiming;
  collisions: readonly Collision[];
  onChange: (text: string) => void;
}

/** A timing that does not exist: its due times over the calendar, before there is a schedule. */
export function WhatIfBar({ text, timing, collisions, onChange }: WhatIfBarProps) {
  const { tried, errors } = timing;
  const problem = errors.of('scheduleConfig');
  return (
    <section
      aria-label="What if"
      className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-dashed border-control bg-surface px-3 py-2"
    >
      <SearchField
        label="Try a timing: cron or an interval"
        placeholder="What if: 0 2 * * *, or every 5 minutes"
        value={text}
        onChange={onChange}
        icon={<FlaskConical />}
        className="w-80 max-w-full max-sm:w-full"
      />
      <div aria-live="polite" className="min-w-0 flex-1 basis-60">
        {tried === undefined ? (
          <p className="text-muted">Type a timing to see when it would be due and what it would meet.</p>
        ) : problem ? (
          <FieldError>{errorText(problem, problem.field)}</FieldError>
        ) : errors.general ? (
          <FieldError>{errors.general}</FieldError>
        ) : (
          <p className="text-pretty">{tried ? outcome(timing, collisions) : null}</p>
        )}
      </div>
      {tried && errors.isEmpty ? (
        <Link
          to="/schedules/new"
          search={formSearch(tried)}
          className={cn(buttonLook({ look: 'primary' }), 'tap')}
        >
          <Plus aria-hidden="true" />
          Create this schedule
        </Link>
      ) : null}
    </section>
  );
}

/** `Every day 02:00 Berlin: 7 due times here; meets others at 2 of them` */
function outcome({ preview, whatIf }: TriedTiming, collisions: readonly Collision[]): ReactNode {
  if (!preview) return '…';
  const { words, zone } = timingWords(preview.description);
  const met = collisions.filter(({ withTried }) => withTried).length;
  const title = <b className="font-semibold">{[words, zone].filter(Boolean).join(' ')}</b>;
  if (whatIf.perDay !== undefined)
    return (
      <>
        {title}: about {formatCount(whatIf.perDay)} a day, too many to draw one by one
      </>
    );
  return (
    <>
      {title}: {plural(whatIf.times.length, 'due time')} here
      {met > 0 ? `; at ${formatCount(met)} of them others are due too` : '; none meets another'}
    </>
  );
}
