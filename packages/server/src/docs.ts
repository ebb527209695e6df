import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from './openapi.ts';

/** The OpenAPI document and a page that shows it. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  const document = openApiDocument();
  const text = JSON.stringify(document);
  for (const url of ['/openapi.json', '/api/openapi.json']) {
    app.get(url, (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
  }
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { docExpansion: 'list', displayOperationId: true, defaultModelsExpandDepth: 0 },
    theme: { title: 'Tutti API' },
  });
}
