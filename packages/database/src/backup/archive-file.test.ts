import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type TemporaryFolder, temporaryFolder } from '@tutti/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ArchiveError } from './archive.ts';
import { readArchive, writeArchive } from './archive-file.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

/** More than streams hold at a time, also when packed. */
async function large(): Promise<string> {
  const file = path.join(folder.path, 'large.jsonl.gz');
  await writeArchive(file, async ({ write }) => {
    for (let line = 0; line < 2000; line += 1) await write(`${randomBytes(600).toString('hex')}\n`);
  });
  return file;
}

test('whoever stops reading a large file early leaves no error behind', async () => {
  const loud: Error[] = [];
  const note = (error: Error): number => loud.push(error);
  process.on('uncaughtExceptionMonitor', note);
  const lines = readArchive(await large());
  expect((await lines.next()).value).toHaveLength(1200);
  await lines.return(undefined);
  await delay(100);
  process.off('uncaughtExceptionMonitor', note);
  expect(loud).toEqual([]);
});

test('a file that cannot be written is told as such, with what to do', async () => {
  const nothing = ({ write }: { write(text: string): Promise<void> }) => write('x\n');
  for (const place of ['/proc/backup.gz', '/dev/null/backup.gz']) {
    const failed = writeArchive(place, nothing);
    await expect(failed).rejects.toThrow(ArchiveError);
    await expect(failed).rejects.toThrow(/cannot be written: E\w+.*folder that this user may write to/);
  }
});
