import { expect, test } from 'vitest';
import { until } from './until.ts';

test('gives what the check gives once it is truthy, whatever it threw before', async () => {
  let calls = 0;
  const check = async () => {
    calls++;
    if (calls === 1) throw new Error('not yet');
    return calls === 3 && 'there';
  };
  expect(await until(check)).toBe('there');
});

test('names what it waited for, with the last error as the cause', async () => {
  const cause = new Error('still not');
  const waiting = until(() => Promise.reject(cause), { timeoutMs: 20, what: 'the moon' });
  await expect(waiting).rejects.toMatchObject({ message: 'Waited 20 ms in vain for the moon', cause });
});
