import { api } from '@tutti/contract';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { openApiDocument } from './openapi.ts';
import { startTestApp } from '../test/start-test-app.ts';

interface Described {
  operationId: string;
  responses: Record<string, unknown>;
}

test('the document describes every route once, and every reference leads somewhere', () => {
  const document = openApiDocument();
  const operations = Object.values(document.paths).flatMap(
    (path) => Object.values(path) as unknown as Described[],
  );
  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(api).toSorted());
  for (const { responses } of operations)
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['4XX', '5XX']));

  const { schemas } = document['components'] as { schemas: Record<string, unknown> };
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    (match) => match[1] as string,
  );
  expect(references.length).toBeGreaterThan(50);
  for (const reference of references)
    expect(Object.keys(schemas)).toContain(reference.replace('#/components/schemas/', ''));
});

interface Asked {
  requestBody?: { content: Record<string, { schema: { $ref?: string; examples?: unknown[] } }> };
}

test('every body that a caller sends has an example, which fits', () => {
  const document = openApiDocument();
  const { schemas } = document['components'] as { schemas: Record<string, { examples?: unknown[] }> };
  const without: string[] = [];
  for (const operations of Object.values(document.paths))
    for (const { operationId, requestBody } of Object.values(operations) as unknown as (Described &
      Asked)[]) {
      const schema = requestBody?.content['application/json']?.schema;
      if (!schema) continue;
      const named = schemas[schema.$ref?.split('/').at(-1) ?? ''];
      const examples = (named ?? schema).examples ?? [];
      if (examples.length === 0) without.push(operationId);
      const { body } = api[operationId as keyof typeof api] as { body?: z.ZodType };
      for (const example of examples)
        expect([operationId, body?.safeParse(example).error?.issues]).toEqual([operationId, undefined]);
    }
  expect(without).toEqual([]);
});

test('the same contract gives the same text', () => {
  expect(JSON.stringify(openApiDocument())).toBe(JSON.stringify(openApiDocument()));
});

test('the document and its page are served', async () => {
  const server = await startTestApp();
  for (const path of ['/openapi.json', '/api/openapi.json', '/docs/json']) {
    const answer = await server.call('GET', path);
    expect([answer.status, answer.body]).toEqual([200, openApiDocument()]);
  }
  const page = await server.call('GET', '/docs');
  expect(page.status).toBe(200);
  // The policy forbids scripts within the page.
  expect(page.body.match(/<script(?![^>]*\ssrc=)/g)).toBeNull();
  const sources = [...(page.body as string).matchAll(/(?:src|href)="([^"]+)"/g)].map(
    (match) => new URL(match[1] as string, `${server.url}/docs`),
  );
  for (const source of sources) {
    expect(source.origin).toBe(server.url);
    expect((await fetch(source)).status).toBe(200);
  }
  await server.close();
});
