import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { RotatingFile } from './rotating-file.ts';

test('a file that has grown large begins anew, and the oldest ones go', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'logs', 'app.log');
  const log = new RotatingFile(file, { maxBytes: 100, keep: 2 });
  for (let line = 1; line <= 9; line++) {
    log.write(`${line} ${'x'.repeat(40)}\n`);
    log.flush();
  }
  log.close();
  const textOf = async (name: string) =>
    (await readFile(path.join(path.dirname(file), name), 'utf8'))
      .split('\n')
      .map((line) => line[0])
      .join('');
  expect((await readdir(path.dirname(file))).toSorted()).toEqual(['app.log', 'app.log.1', 'app.log.2']);
  expect([await textOf('app.log.2'), await textOf('app.log.1'), await textOf('app.log')]).toEqual([
    '456',
    '789',
    '',
  ]);
});

test('a new process goes on where the last one stopped', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'app.log');
  for (const line of ['one\n', 'two\n']) {
    const log = new RotatingFile(file);
    log.write(line);
    log.close();
  }
  expect(await readFile(file, 'utf8')).toBe('one\ntwo\n');
});
