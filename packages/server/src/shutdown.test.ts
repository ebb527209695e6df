import { type Log, silentLog } from '@tutti/engine';
import { expect, test } from 'vitest';
import { Shutdown } from './shutdown.ts';

test('the last part that came goes first; one that hangs is named, one that fails is told, none is left out', async () => {
  const order: string[] = [];
  const warned: unknown[] = [];
  const warn = (fields: object): void => void warned.push(fields);
  const shutdown = new Shutdown(silentLog);
  shutdown.tellTo({ ...silentLog, warn } as Log);
  shutdown.add('database', 1000, () => order.push('database'));
  shutdown.add('engine', 1000, () => {
    order.push('engine');
    return Promise.reject(new Error('engine is broken'));
  });
  shutdown.add('http server', 20, () => {
    order.push('http server');
    return new Promise(() => undefined);
  });
  await expect(shutdown.run()).rejects.toThrow('engine is broken');
  expect(order).toEqual(['http server', 'engine', 'database']);
  expect(warned).toMatchObject([{ part: 'http server' }]);
  // Once: what was stopped is not stopped again.
  await shutdown.run();
  expect(order).toHaveLength(3);
});
