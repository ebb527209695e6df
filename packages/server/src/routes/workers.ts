import { TuttiError } from '@tutti/contract';
import type { Engine } from '@tutti/engine';
import { isLoopback } from '../guards.ts';
import type { Browser, Handlers, RequestContext, Tagged } from './handler.ts';

/** Answers nothing. */
const silent =
  <Body>(act: (body: Body) => Promise<void>) =>
  async ({ body }: { body: Body }): Promise<undefined> => {
    await act(body);
  };

export function workerHandlers({ remoteWorkers }: Engine): Handlers<Tagged<'Workers'>> {
  return onlyByTls({
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
  });
}

/** Claims carry the secrets of tasks: off this machine they go over TLS or not at all. */
function onlyByTls<H extends Handlers<Tagged<'Workers'>>>(handlers: H): H {
  const guarded = Object.entries(handlers).map(([operation, handle]) => [
    operation,
    (request: never, context: RequestContext) => {
      refusePlain(context.browser());
      return (handle as (request: never, context: RequestContext) => unknown)(request, context);
    },
  ]);
  return Object.fromEntries(guarded) as H;
}

function refusePlain({ secure, address }: Browser): void {
  if (secure || isLoopback(address.replace(/^::ffff:/, ''))) return;
  throw new TuttiError(
    'FORBIDDEN',
    'Workers elsewhere must call over https: what they take holds secrets. Put a reverse proxy with TLS before Tutti, and name it in TRUST_PROXY.',
  );
}
