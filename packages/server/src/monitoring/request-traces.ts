import type { ActiveSpan, Tracer } from '@tutti/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while traces are kept. */
    span: ActiveSpan | null;
  }
}

const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace that a request belongs to: its own span, or what its caller named. */
export function traceOf({ span, headers }: FastifyRequest): string | undefined {
  if (span) return span.traceparent;
  const given = headers['traceparent'];
  return typeof given === 'string' && TRACEPARENT.test(given) ? given : undefined;
}

/** Makes each request a span, named by the template of its route. Without a tracer nothing is done. */
export function traceRequests(app: FastifyInstance, tracer: Tracer | undefined): void {
  app.decorateRequest('span', null);
  if (!tracer) return;
  app.addHook('onRequest', (request, _reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url;
    request.span = tracer.start({
      name: route === undefined ? method : `${method} ${route}`,
      kind: 'server',
      traceparent: traceOf(request),
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'url.path': request.url.split('?', 1)[0],
        'tutti.request.id': request.id,
      },
    });
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const status = reply.statusCode;
    const attributes = { 'http.response.status_code': status };
    request.span?.end({ attributes, failure: status >= 500 ? `status ${status}` : undefined });
    done();
  });
}
