import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function scheduleHandlers({ schedules }: Engine): Handlers<Tagged<'Schedules'>> {
  return {
    listSchedules: ({ query }) => schedules.list(query),
    createSchedule: ({ body }, { actor, requestId }) => schedules.create(body, { actor, requestId }),
    getSchedule: ({ params }) => schedules.get(params.id),
    replaceSchedule: ({ params, body }, { actor, requestId, ifMatch }) =>
      schedules.replace(params.id, body, { actor, requestId, ifMatch }),
    updateSchedule: ({ params, body }, { actor, requestId, ifMatch }) =>
      schedules.update(params.id, body, { actor, requestId, ifMatch }),
    deleteSchedule: async ({ params }, { actor, requestId, ifMatch }) => {
      await schedules.delete(params.id, { actor, requestId, ifMatch });
      return undefined;
    },
    triggerSchedule: ({ params, body }, { actor, requestId, traceparent }) =>
      schedules.trigger(params.id, { ...body, actor, requestId, traceparent }),
    enableSchedule: ({ params }, { actor, requestId }) =>
      schedules.setEnabled(params.id, true, { actor, requestId }),
    disableSchedule: ({ params }, { actor, requestId }) =>
      schedules.setEnabled(params.id, false, { actor, requestId }),
    duplicateSchedule: ({ params }, { actor, requestId }) =>
      schedules.duplicate(params.id, { actor, requestId }),
    backfillSchedule: ({ params, body }, { actor, requestId, traceparent }) =>
      schedules.backfill(params.id, body, { actor, requestId, traceparent }),
    listSlots: ({ params, query }) => schedules.slots(params.id, query),
  };
}
