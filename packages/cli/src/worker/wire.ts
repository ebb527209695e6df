import type { Client } from '@tutti/client';
import type { Wire } from '@tutti/server';

/** The calls of a worker, by the client of the API. */
export const wireOf = (client: Client): Wire => ({
  register: (body) => client.registerWorker({ body }),
  claim: (body, signal) => client.claimWork({ body }, { signal }),
  heartbeat: (body, signal) => client.sendHeartbeat({ body }, { signal }),
  log: (body) => client.appendWorkLogs({ body }),
  progress: (body) => client.tellWorkProgress({ body }),
  saveStep: (body) => client.saveWorkStep({ body }),
  complete: (body) => client.completeWork({ body }),
  fail: (body) => client.failWork({ body }),
  release: (body) => client.releaseWork({ body }),
  leave: (workerId) => client.removeWorker({ body: { workerId } }),
});
