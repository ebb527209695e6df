import { readFileSync } from 'node:fs';
import { temporaryFolder } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { openLog } from './logging.ts';

test('passwords in addresses and other credentials stay out of the log', async () => {
  const home = await temporaryFolder();
  const { log, file, close } = await openLog({ home: home.path, logLevel: 'info' });
  log.info({ url: 'http://127.0.0.1:3000' }, 'plain');
  log.info(
    { err: new Error('no answer from postgres://tutti:hunter2@db/tutti') },
    'password=hunter2 "quoted\\"',
  );
  log.info({ headers: { authorization: 'Basic hunter2' } }, 'x');
  close();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { url: 'http://127.0.0.1:3000', msg: 'plain' },
    { err: { message: 'no answer from postgres://tutti:[redacted]@db/tutti' } },
    { headers: { authorization: '[redacted]' } },
  ]);
  expect(lines.join('')).not.toContain('hunter2');
  await home.remove();
});
