import { API_VERSION, ERROR_CODES, Problem, api } from '@tutti/contract';
import type { Operation, Route } from '@tutti/contract';
import { z } from 'zod';
import { isProbe } from './api-routes.ts';
import { SchemaCollection } from './openapi-schemas.ts';
import type { JsonSchema } from './openapi-schemas.ts';
import { VERSION } from './version.ts';

const DESCRIPTION = `Schedules, executions and events of a Tutti installation.

Every address exists as \`/api/v${API_VERSION}/...\` and, for the newest version, as \`/api/...\`; operations marked
\`x-since: 1\` also as \`/api/v1/...\`. Errors are RFC 9457 problem details with a \`code\`: ${Object.keys(ERROR_CODES).join(', ')}.`;

const TAGS: Record<Route['tag'], string> = {
  Schedules: 'What runs when',
  Scheduler: 'Starting and stopping all firing, events, previews',
  Executions: 'Runs: enqueued, running and finished',
  Batches: 'Many executions as one, and acts on many',
  'Circuit breakers': 'Guards of services: while one is open, executions wait instead of failing',
  Nodes: 'Tutti processes, and draining them',
  Workers: 'For processes elsewhere that take work over HTTP',
  Queues: 'Depths, limits and pauses',
  Errors: 'What failed, its retries, and what an operator does about it',
  'Dead letters': 'What failed for good, kept to be run again',
  Events: 'What happened, in order',
  Webhooks: 'Telling other systems of events, and hearing from them',
  Notifications: 'Telling people of events',
  Secrets: 'Values that tasks use and nobody reads back',
  Metrics: 'Charts, and monitoring by Prometheus',
  Settings: 'What holds for the whole installation',
  Access: 'Tokens, signing in, and who did what',
  System: 'Health of this node',
};

export type OpenApiDocument = {
  openapi: string;
  paths: Record<string, Record<string, JsonSchema>>;
} & JsonSchema;

/** The OpenAPI 3.1 document, made from the contract alone; the same contract gives the same text. */
export function openApiDocument(): OpenApiDocument {
  const schemas = new SchemaCollection();
  const problem = {
    description: 'The request was refused',
    content: { 'application/problem+json': { schema: schemas.add(Problem, 'output') } },
  };
  const failed = { ...problem, description: 'The server could not do it' };
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of Object.keys(api) as Operation[]) {
    const route: Route = api[operation];
    const path = `/api/v${API_VERSION}${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    const responses = { ...successOf(route, schemas), '4XX': problem, '5XX': failed };
    (paths[path] ??= {})[route.method.toLowerCase()] = describeOperation(
      operation,
      route,
      responses,
      schemas,
    );
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tutti',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    // Local mode asks for neither.
    security: [{}, { token: [] }, { session: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.components(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'tutti_session' },
      },
    },
  };
}

function describeOperation(
  operation: string,
  route: Route,
  responses: object,
  schemas: SchemaCollection,
): JsonSchema {
  const parameters = [
    ...inputs(route.params, 'path', schemas),
    ...inputs(route.query, 'query', schemas),
    ...headers(route),
  ];
  return {
    operationId: operation,
    summary: route.summary,
    tags: [route.tag],
    'x-since': route.since,
    'x-scope': route.scope,
    ...(route.scope === 'public' && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: describeBody(route.body, schemas) }),
    ...(route.raw && { requestBody: { required: false, content: { '*/*': { schema: {} } } } }),
    responses,
  };
}

function describeBody(body: z.ZodType, schemas: SchemaCollection): JsonSchema {
  const required = !body.safeParse(undefined).success;
  const inner = body instanceof z.ZodOptional ? (body.unwrap() as z.ZodType) : body;
  const [example] = (z.globalRegistry.get(inner)?.examples ?? []) as unknown[];
  const content = { schema: schemas.add(inner, 'input'), ...(example !== undefined && { example }) };
  return { required, content: { 'application/json': content } };
}

/** One parameter for each property of the schema. */
function inputs(
  group: z.ZodObject | undefined,
  place: 'path' | 'query',
  schemas: SchemaCollection,
): JsonSchema[] {
  return Object.entries(group?.shape ?? {}).map(([name, field]) => {
    const schema = schemas.add(field as z.ZodType, 'input');
    const { description } = schema;
    // In place: a copy's references would not be settled.
    delete schema['description'];
    return {
      name,
      in: place,
      required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema,
    };
  });
}

function headers(route: Route): JsonSchema[] {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  });
  const edits = route.tagged === true && route.method !== 'GET' && route.method !== 'POST';
  return [
    ...(route.creates
      ? [
          header(
            'Idempotency-Key',
            'The same key with the same body answers what the first request did; kept 24 hours',
          ),
        ]
      : []),
    ...(edits || route.method === 'DELETE'
      ? [header('If-Match', 'ETag of the version this edit is based on; a stale one is 412')]
      : []),
  ];
}

function successOf(route: Route, schemas: SchemaCollection): Record<string, JsonSchema> {
  const status = route.status ?? 200;
  if (status === 204) return { 204: { description: 'Done' } };
  const content = {
    [route.contentType ?? 'application/json']: { schema: schemas.add(route.response, 'output') },
  };
  const tag = route.tagged && {
    headers: { ETag: { description: 'For If-Match', schema: { type: 'string' } } },
  };
  const answer = { description: route.summary, ...tag, content };
  // Health and readiness tell the same in the same form when things are bad.
  return { [status]: answer, ...(isProbe(route) && { 503: answer }) };
}
