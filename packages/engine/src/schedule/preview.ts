import {
  Blackout,
  type Preview,
  type PreviewRequest,
  PreviewRequest as PreviewSchema,
  parseAs,
} from '@tutti/contract';
import type { Plans } from './plans.ts';
import { wallClock } from './time-zone.ts';

/** The next runs of a timing, saved or not, with what changes of clocks and blackouts do to them. */
export function previewTiming(request: PreviewRequest, plans: Plans, now: Date): Preview {
  const wanted = parseAs(PreviewSchema, request, { what: 'The preview request does not fit its schema' });
  const { scheduleType, scheduleConfig, count, from, startsAt, endsAt, blackouts } = wanted;
  const { plan, blackedOut } = plans.of({
    schedule_type: scheduleType,
    schedule_config: scheduleConfig,
    blackouts: Blackout.array().parse(blackouts ?? []),
    created_at: now,
  });
  const start = Math.max(
    from === undefined ? now.getTime() : Date.parse(from),
    startsAt ? Date.parse(startsAt) - 1 : 0,
  );
  const end = endsAt ? Date.parse(endsAt) : Infinity;
  const items: Preview['items'] = [];
  for (let at = plan.next(start); at !== null && at <= end && items.length < count; at = plan.next(at)) {
    const note = blackedOut(at) ? 'in a blackout: will be skipped' : plan.note(at);
    items.push({
      at: new Date(at).toISOString(),
      local: wallClock(plan.zone, new Date(at)),
      ...(note && { note }),
    });
  }
  return { items, description: plan.description, timezone: plan.zone.name };
}
