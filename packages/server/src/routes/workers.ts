import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

/** Answers nothing. */
const silent =
  <Body>(act: (body: Body) => Promise<void>) =>
  async ({ body }: { body: Body }): Promise<undefined> => {
    await act(body);
  };

export function workerHandlers({ remoteWorkers }: Engine): Handlers<Tagged<'Workers'>> {
  return {
    registerWorker: ({ body }, { browser }) => remoteWorkers.register(body, { host: browser().address }),
    claimWork: async ({ body }, { gone }) => ({ executions: await remoteWorkers.claim(body, gone()) }),
    sendHeartbeat: ({ body }, { gone }) => remoteWorkers.heartbeat(body, gone()),
    appendWorkLogs: silent((body) => remoteWorkers.log(body)),
    tellWorkProgress: silent((body) => remoteWorkers.progress(body)),
    saveWorkStep: silent((body) => remoteWorkers.saveStep(body)),
    completeWork: silent((body) => remoteWorkers.complete(body)),
    failWork: silent((body) => remoteWorkers.fail(body)),
    releaseWork: silent((body) => remoteWorkers.release(body)),
    removeWorker: silent(({ workerId }) => remoteWorkers.leave(workerId)),
  };
}
