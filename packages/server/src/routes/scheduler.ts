import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function schedulerHandlers({ schedules, events, executions }: Engine): Handlers<Tagged<'Scheduler'>> {
  return {
    getCalendar: ({ query }) => schedules.calendar(query),
    getSchedulerQueue: ({ query }) => executions.queue(query),
    previewSchedule: ({ body }) => schedules.preview(body),
    applySchedules: ({ body }, { actor, requestId }) => schedules.apply(body, { actor, requestId }),
    startScheduler: (_request, { actor, requestId }) => schedules.start({ actor, requestId }),
    stopScheduler: (_request, { actor, requestId }) => schedules.stop({ actor, requestId }),
    getSchedulerStatus: () => schedules.status(),
    emitEvent: ({ body }, { actor, requestId, traceparent }) =>
      events.emit(body, { actor, requestId, traceparent }),
  };
}
