import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { silentLog } from '@tutti/engine';
import { temporaryFolder, until } from '@tutti/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { ErrorHook, type ErrorReport, openHook, reportOfEvent, reportOfLine } from './error-hook.ts';

const origin = { node: 'node-1', version: '1.2.3' };
const report = (message: string): ErrorReport => ({ at: 'now', ...origin, kind: 'error', message });

/** A tracker that answers as told. */
async function tracker(answers: number[]) {
  const received: ErrorReport[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      received.push(JSON.parse(text) as ErrorReport);
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/errors` };
}

test('an address gets a POST for each, again after a failure of its own, not after a refusal', async () => {
  const { received, url } = await tracker([503, 200, 400]);
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_: object, message: string) => void warnings.push(message) };
  const hook = new ErrorHook({ send: await openHook(url), log });
  for (const message of ['a', 'b', 'c']) hook.report(report(message));
  await until(() => received.length === 4);
  expect(received.map(({ message }) => message)).toEqual(['a', 'a', 'b', 'c']);
  await hook.close();
  expect(warnings).toEqual(['the error hook did not take a report']);
});

test('a module is called with each', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => folder.remove());
  const file = path.join(folder.path, 'hook.mjs');
  const heard = `heard-${process.pid}`;
  writeFileSync(file, `export default (report) => { (globalThis['${heard}'] ??= []).push(report.message); }`);
  const hook = new ErrorHook({ send: await openHook(file), log: silentLog });
  hook.report(report('a'));
  await hook.close();
  expect((globalThis as Record<string, unknown>)[heard]).toEqual(['a']);
  writeFileSync(path.join(folder.path, 'none.mjs'), 'export const x = 1;');
  await expect(openHook(path.join(folder.path, 'none.mjs'))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
  await expect(openHook(path.join(folder.path, 'missing.mjs'))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    errors: [{ field: 'errorHook' }],
  });
});

test('a slow hook holds nothing up: what is too much is left out and counted', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const sent: string[] = [];
  const warnings: object[] = [];
  const hook = new ErrorHook({
    send: async ({ message }) => {
      await gate;
      sent.push(message);
    },
    log: { ...silentLog, warn: (fields: object) => void warnings.push(fields) },
  });
  for (let n = 0; n < 1000; n++) hook.report(report(String(n)));
  release();
  await hook.close();
  expect(sent.length).toBeLessThanOrEqual(101);
  expect(warnings).toContainEqual({ leftOut: 1000 - sent.length });
  hook.report(report('after the end'));
  expect(sent).not.toContain('after the end');
});

test('a line of the log and an event are reports', () => {
  const line = JSON.stringify({
    level: 50,
    time: '2026-11-21T12:00:00Z',
    err: { type: 'Error', message: 'boom', stack: 'Error: boom' },
    requestId: 'r-1',
    msg: 'a request failed',
  });
  expect(reportOfLine(line, origin)).toEqual({
    at: '2026-11-21T12:00:00Z',
    ...origin,
    kind: 'error',
    message: 'a request failed',
    error: { type: 'Error', message: 'boom', stack: 'Error: boom' },
    fields: { requestId: 'r-1' },
  });
  expect(reportOfLine('not json', origin)).toBeUndefined();
  const event = { id: '1-1-0', type: 'error.critical', at: 'then', data: { n: 1 } } as never;
  expect(reportOfEvent(event, origin)).toMatchObject({
    kind: 'event',
    message: 'error.critical',
    event: { id: '1-1-0' },
  });
});
