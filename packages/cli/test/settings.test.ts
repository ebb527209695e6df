import { expect, test } from 'vitest';
import { useTutti } from './use-tutti.ts';

const { data, failure } = useTutti();

test('settings are listed, read, changed and given back', async () => {
  expect(await data('settings list')).toMatchObject({ values: { logRetentionDays: 14 }, changed: {} });
  expect(await data('settings set', ['LogRetentionDays', '30'])).toEqual({
    name: 'logRetentionDays',
    value: 30,
  });
  expect(await data('settings get', ['logRetentionDays'])).toEqual({ name: 'logRetentionDays', value: 30 });
  expect(await data('settings list')).toMatchObject({ changed: { logRetentionDays: { by: 'local' } } });
  expect(await data('settings set', ['logRetentionDays', 'default'])).toEqual({
    name: 'logRetentionDays',
    value: 14,
  });
  expect(await data('settings set', ['defaultTimezone', 'Europe/Berlin'])).toMatchObject({
    value: 'Europe/Berlin',
  });
});

test('what is wrong is said with what to do', async () => {
  expect(await failure('settings set', ['logRetentionDays', 'many'])).toMatchObject({
    exitCode: 2,
    code: 'VALIDATION_FAILED',
  });
  expect(await failure('settings get', ['logRetentionDay'])).toMatchObject({
    exitCode: 2,
    suggestion: 'tutti settings get logRetentionDays',
  });
  expect(await failure('settings set', ['maxConcurrent', '8'])).toMatchObject({
    exitCode: 2,
    suggestion: 'tutti config --set maxConcurrent=...',
  });
});
