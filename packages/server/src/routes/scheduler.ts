import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function schedulerHandlers({ schedules, events }: Engine): Handlers<Tagged<'Scheduler'>> {
  return {
    previewSchedule: ({ body }) => schedules.preview(body),
    applySchedules: ({ body }, { actor }) => schedules.apply(body, { actor }),
    startScheduler: (_request, { actor }) => schedules.start({ actor }),
    stopScheduler: (_request, { actor }) => schedules.stop({ actor }),
    getSchedulerStatus: () => schedules.status(),
    emitEvent: ({ body }, { actor }) => events.emit(body, { actor }),
  };
}
