import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from './openapi.ts';
import type { OpenApiDocument } from './openapi.ts';

/** The OpenAPI document and a page that shows it. Made when first asked for: most starts never need it. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  let document: OpenApiDocument | undefined;
  const getDocument = (): OpenApiDocument => (document ??= openApiDocument());
  for (const url of ['/openapi.json', '/api/openapi.json']) {
    app.get(url, (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(JSON.stringify(getDocument())),
    );
  }
  // The page takes its document from this plugin; what it really shows is given below.
  await app.register(swagger, { mode: 'static', specification: { document: { paths: {} } as never } });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { docExpansion: 'list', displayOperationId: true, defaultModelsExpandDepth: 0 },
    theme: { title: 'Tutti API' },
    transformSpecification: getDocument as never,
    transformSpecificationClone: false,
  });
}
