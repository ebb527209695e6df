import { expect, it } from 'vitest';
import { silentLog } from '../kernel/index.ts';
import { createBuiltInHandlers } from './index.ts';
import { testContext } from './test-context.ts';

it('brings the task types with their defaults', async () => {
  const { handlers, close } = createBuiltInHandlers({
    log: silentLog,
    environment: { HOME: '/no/such/home' },
  });
  const brief = handlers.map(({ taskType, timeoutMs, retryPolicy, templates }) => ({
    taskType,
    timeoutMs,
    retryPolicy,
    templates,
  }));
  expect(brief).toEqual([
    { taskType: 'shell_command', timeoutMs: 60_000, retryPolicy: 'standard', templates: undefined },
    { taskType: 'http_request', timeoutMs: 30_000, retryPolicy: 'standard', templates: true },
  ]);
  for (const handler of handlers) {
    expect(handler.timeoutOf?.({ timeoutMs: 600_000 })).toBe(600_000);
    expect(handler.timeoutOf?.({})).toBeUndefined();
  }
  await close();
});

it('runs commands in the root folder when there is no home', async () => {
  const { handlers, close } = createBuiltInHandlers({
    log: silentLog,
    environment: { HOME: '/no/such/home' },
  });
  expect(await handlers[0]?.run(testContext({ command: 'pwd' }))).toMatchObject({
    result: { stdout: '/\n' },
  });
  await close();
  await close();
});

it('refuses an unreadable list of addresses at once', () => {
  expect(() => createBuiltInHandlers({ log: silentLog, httpAllow: ['10.0.0.0/99'] })).toThrow(
    'TUTTI_HTTP_ALLOW',
  );
});
