import type { Log } from '@tutti/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** One line for each answer: reads at debug, everything that may change something at info. */
export function createRequestLog(log: Log): (request: FastifyRequest, reply: FastifyReply) => void {
  return (request, reply) => {
    const { method } = request;
    const fields = {
      requestId: request.id,
      method,
      // Without the query, which may hold what people searched for.
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (method === 'GET' || method === 'HEAD') log.debug(fields, 'request');
    else log.info(fields, 'request');
  };
}
