import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CLI_TWINS } from './cli-twins.ts';
import { byTag, operationsOf, search, type ApiDocument } from './operations.ts';
import { curlLine, emptyFilled, prepare } from './request.ts';
import { fieldsOf, limitWords, typeWords } from './schema-fields.ts';

const docs = new URL('../../../../../docs/', import.meta.url);
const document = JSON.parse(readFileSync(new URL('openapi.json', docs), 'utf8')) as ApiDocument;
const { schemas } = document.components;
const operations = operationsOf(document);
const named = (id: string) => {
  const found = operations.find((operation) => operation.id === id);
  if (!found) throw new Error(`${id} is not in the document`);
  return found;
};

describe('the document', () => {
  test('every operation stands once, under a tag', () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    const grouped = byTag(operations, document.tags);
    expect(grouped.flatMap((group) => group.operations)).toHaveLength(operations.length);
    expect(grouped[0]).toMatchObject({ tag: 'Schedules', description: 'What runs when' });
  });

  test('is searched by words in any order', () => {
    expect(search(operations, 'pause queue').map(({ id }) => id)).toContain('pauseQueue');
    expect(search(operations, 'zzz')).toEqual([]);
    expect(search(operations, '')).toHaveLength(operations.length);
  });

  test('every body and answer of every operation can be told', () => {
    for (const { body, answer } of operations) {
      for (const schema of [body?.schema, answer?.schema]) {
        if (!schema) continue;
        expect(typeWords(schema, schemas)).not.toBe('');
        for (const field of fieldsOf(schema, schemas)) expect(field.type).not.toMatch(/undefined|#\//);
      }
    }
  });
});

test('fields name their type, limits and default', () => {
  const fields = new Map(
    fieldsOf(named('createSchedule').body?.schema ?? {}, schemas).map((field) => [field.name, field]),
  );
  expect(fields.get('name')).toMatchObject({ type: 'string', required: true, limits: '1 to 200 characters' });
  expect(fields.get('priority')).toMatchObject({
    type: 'integer',
    required: false,
    limits: '1 to 10, default 5',
  });
  expect(fields.get('timeoutMs')).toMatchObject({ type: 'integer or null', limits: '1 to 31622400000' });
  expect(fields.get('tags')?.type).toBe('list of string');
  expect(typeWords({ enum: ['asc', 'desc'] }, {})).toBe('"asc" or "desc"');
  expect(limitWords({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER, minimum: 0 }, {})).toBe('');
});

test('a schema that names itself ends', () => {
  const own = { A: { $ref: '#/components/schemas/A' } };
  expect(typeWords({ $ref: '#/components/schemas/A' }, own)).toBe('A');
});

describe('a request', () => {
  test('carries what was typed where it belongs', () => {
    const filled = { values: { id: '7 a', limit: '5', status: 'failed,timeout' }, body: '' };
    expect(prepare(named('getSchedule'), filled)).toMatchObject({
      path: '/api/v2/scheduler/schedules/7%20a',
    });
    expect(prepare(named('listExecutions'), filled)).toMatchObject({
      path: '/api/v2/execution/executions?limit=5&status=failed,timeout',
    });
  });

  test('tells what is missing or wrong instead of being sent', () => {
    expect(prepare(named('getSchedule'), { values: {}, body: '' })).toEqual({
      kind: 'problem',
      text: 'id is missing: fill it in.',
    });
    expect(prepare(named('createSchedule'), { values: {}, body: '{"a":' })).toMatchObject({
      kind: 'problem',
    });
    expect(prepare(named('createSchedule'), { values: {}, body: '' })).toMatchObject({ kind: 'problem' });
    expect(prepare(named('createSchedule'), emptyFilled(named('createSchedule')))).toMatchObject({
      kind: 'ready',
    });
  });

  test('is a line of curl that no value escapes from', () => {
    const filled = { values: { id: "1'; rm -rf" }, body: '{\n "reason": "it\'s broken"\n}' };
    expect(curlLine(named('triggerSchedule'), filled, 'http://127.0.0.1:3000', true)).toBe(
      `curl -X POST 'http://127.0.0.1:3000/api/v2/scheduler/schedules/1'\\''%3B%20rm%20-rf/trigger' -H "Authorization: Bearer $TUTTI_TOKEN" -H 'content-type: application/json' -d '{"reason":"it'\\''s broken"}'`,
    );
  });
});

test('every twin is an operation and a command there is', () => {
  const commands = new Set(
    [...readFileSync(new URL('cli.md', docs), 'utf8').matchAll(/^## (tutti .+)$/gm)].map(([, name]) => name),
  );
  for (const [id, line] of Object.entries(CLI_TWINS)) {
    expect(operations.map((operation) => operation.id)).toContain(id);
    const words = line.split(' ');
    expect(
      [2, 3].map((count) => words.slice(0, count).join(' ')).some((name) => commands.has(name)),
      line,
    ).toBe(true);
  }
});
