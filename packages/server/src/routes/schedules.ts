import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function scheduleHandlers({ schedules }: Engine): Handlers<Tagged<'Schedules'>> {
  return {
    listSchedules: ({ query }) => schedules.list(query),
    createSchedule: ({ body }, { actor }) => schedules.create(body, { actor }),
    getSchedule: ({ params }) => schedules.get(params.id),
    replaceSchedule: ({ params, body }, { actor, ifMatch }) =>
      schedules.replace(params.id, body, { actor, ifMatch }),
    updateSchedule: ({ params, body }, { actor, ifMatch }) =>
      schedules.update(params.id, body, { actor, ifMatch }),
    deleteSchedule: async ({ params }, { actor, ifMatch }) => {
      await schedules.delete(params.id, { actor, ifMatch });
      return undefined;
    },
    triggerSchedule: ({ params, body }, { actor }) => schedules.trigger(params.id, { ...body, actor }),
    enableSchedule: ({ params }, { actor }) => schedules.setEnabled(params.id, true, { actor }),
    disableSchedule: ({ params }, { actor }) => schedules.setEnabled(params.id, false, { actor }),
    duplicateSchedule: ({ params }, { actor }) => schedules.duplicate(params.id, { actor }),
    backfillSchedule: ({ params, body }, { actor }) => schedules.backfill(params.id, body, { actor }),
    listSlots: ({ params, query }) => schedules.slots(params.id, query),
  };
}
