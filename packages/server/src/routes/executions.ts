import type { Engine } from '@tutti/engine';
import { acceptedExecution } from './accepted-execution.ts';
import { type Handlers, type Tagged, who } from './handler.ts';

export function executionHandlers({
  events,
  executions,
  interventions,
  logs,
}: Engine): Handlers<Tagged<'Executions'>> {
  const defaults = new Map(executions.taskTypes().map((info) => [info.taskType, info]));
  return {
    listExecutions: ({ query }) => executions.list(query),
    createExecution: async ({ body }, { caller, traceparent }) => {
      // Without an actor where nobody signs in: there is only one, and what is not stored costs nothing.
      const enqueued = await executions.enqueue(body, { actor: caller?.actor, traceparent });
      const own = defaults.get(body.taskType);
      // Under a key that was used before, the execution is an older one; who handles types of others, or has labels, the database knows.
      if (body.idempotencyKey !== undefined || body.requires || !own)
        return executions.get(enqueued.executionId);
      return acceptedExecution(body, enqueued, own, { actor: caller?.actor, traceparent });
    },
    countExecutions: ({ query }) => executions.counts(query),
    getTimeline: ({ query }) => executions.timeline(query),
    countExecutionFacets: ({ query }) => executions.facets(query),
    listTaskTypes: () => ({ items: executions.taskTypes() }),
    getExecution: ({ params }) => executions.get(params.id),
    listAttempts: async ({ params }) => ({ items: await executions.attempts(params.id) }),
    getExecutionLogs: ({ params, query }) => logs.read(params.id, query),
    cancelExecution: ({ params, body }, by) =>
      interventions.act(params.id, { action: 'cancel', ...body, ...who(by) }),
    pauseExecution: ({ params, body }, by) =>
      interventions.act(params.id, { action: 'pause', ...body, ...who(by) }),
    resumeExecution: ({ params, body }, by) =>
      interventions.act(params.id, { action: 'resume', ...body, ...who(by) }),
    skipExecution: ({ params, body }, by) =>
      interventions.act(params.id, { action: 'skip', ...body, ...who(by) }),
    retryExecution: ({ params, body }, by) => {
      const { reason, ...changes } = body ?? {};
      return interventions.act(params.id, { action: 'retry', reason, changes, ...who(by) });
    },
    updateExecution: ({ params, body }, by) =>
      interventions.act(params.id, { action: 'priority', ...body, ...who(by) }),
    listInterventions: async ({ params }) => ({ items: await interventions.list(params.id) }),
    listExecutionEvents: ({ params }) => events.about(params.id),
    getExecutionReport: ({ params }) => interventions.report(params.id),
  };
}
