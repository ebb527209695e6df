import type { Engine } from '@tutti/engine';
import { type Handlers, type Tagged, who } from './handler.ts';

export function errorHandlers({ errors, errorRules }: Engine): Handlers<Tagged<'Errors'>> {
  return {
    listErrors: ({ query }) => errors.list(query),
    listErrorGroups: ({ query }) => errors.groups(query),
    countErrors: ({ query }) => errors.counts(query),
    actOnErrors: ({ body }, by) => errors.actOnMany(body, who(by)),
    getError: ({ params }) => errors.get(params.id),
    retryError: ({ params, body }, by) => errors.retry(params.id, { ...body, ...who(by) }),
    resolveError: ({ params, body }, by) => errors.resolve(params.id, { ...body, ...who(by) }),
    ignoreError: ({ params, body }, by) => errors.ignore(params.id, { ...body, ...who(by) }),
    escalateError: ({ params, body }, by) => errors.escalate(params.id, { ...body, ...who(by) }),
    getRecoveryState: () => errors.state(),
    startRecovery: (_, by) => errors.start(who(by)),
    stopRecovery: (_, by) => errors.stop(who(by)),
    listErrorRules: async () => ({ items: await errorRules.list() }),
    createErrorRule: ({ body }, by) => errorRules.create(body, who(by)),
    replaceErrorRule: ({ params, body }, by) => errorRules.replace(params.id, body, who(by)),
    deleteErrorRule: async ({ params }, by) => {
      await errorRules.delete(params.id, who(by));
      return undefined;
    },
    listRetryPolicies: async () => ({ items: await errorRules.policies() }),
    replaceRetryPolicy: ({ params, body }, by) => errorRules.setPolicy(params.name, body, who(by)),
    resetRetryPolicy: ({ params }, by) => errorRules.resetPolicy(params.name, who(by)),
  };
}

export function deadLetterHandlers({
  deadLetters,
  letterArchive,
  executions,
}: Engine): Handlers<Tagged<'Dead letters'>> {
  return {
    listDeadLetters: ({ query }) => deadLetters.list(query),
    getDeadLetterStats: () => deadLetters.stats(),
    listRedrives: async () => ({ items: await deadLetters.redrives() }),
    getDeadLetter: ({ params }) => deadLetters.get(params.id),
    resubmitDeadLetter: async ({ params, body }, by) => {
      const { executionId } = await deadLetters.resubmit(params.id, body, who(by));
      return executions.get(executionId);
    },
    resubmitDeadLetters: ({ body }, by) => deadLetters.resubmitMany(body, who(by)),
    resolveDeadLetter: ({ params, body }, by) => deadLetters.resolve(params.id, body?.notes, who(by)),
    archiveDeadLetters: async ({ body }, by) =>
      letterArchive.archive(body.ids ?? (await deadLetters.pendingIds(body.filter ?? {})), who(by)),
    restoreDeadLetters: ({ body }, by) => letterArchive.restore(body.file, body.ids, who(by)),
    listDeadLetterArchives: async () => ({ items: await letterArchive.list() }),
  };
}
