import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp } from '../test/start-test-app.ts';
import type { TestApp } from '../test/start-test-app.ts';

let server: TestApp;
let path: string;
beforeAll(async () => {
  server = await startTestApp();
  const { body } = await server.call('POST', '/api/v2/scheduler/schedules', draft);
  path = `/api/v2/scheduler/schedules/${body.id}`;
});
afterAll(() => server.close());

const draft = {
  name: 'tagged',
  taskType: 'a',
  taskConfig: {},
  scheduleType: 'cron',
  scheduleConfig: { cron: '0 0 * * *' },
};
const etag = async () => (await server.call('GET', path)).headers.get('etag') as string;
let edits = 0;
const patch = (ifMatch: string) =>
  server.call('PATCH', path, { description: `edit ${++edits}` }, { 'if-match': ifMatch });

test('an edit based on the newest version passes and gets a new tag', async () => {
  const before = await etag();
  const changed = await patch(before);
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).toBe(await etag());
  expect(changed.headers.get('etag')).not.toBe(before);
});

test('an edit based on an older version is 412, for PATCH, PUT and DELETE', async () => {
  const stale = await etag();
  await patch('*');
  const answers = [
    await patch(stale),
    await server.call('PUT', path, draft, { 'if-match': stale }),
    await server.call('DELETE', path, undefined, { 'if-match': stale }),
  ];
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
    answers.map(() => [412, 'PRECONDITION_FAILED']),
  );
});

test('a weak tag of a proxy, a star, and no tag at all pass; a foreign tag does not', async () => {
  expect((await patch(`W/${await etag()}`)).status).toBe(200);
  expect((await patch('*')).status).toBe(200);
  for (const foreign of ['"abc"', '"2026-99-99T00:00:00Z"', '"a", "b"', "'; drop table"])
    expect((await patch(foreign)).status).toBe(412);
});
