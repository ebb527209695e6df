import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { ArchiveError } from './archive.ts';

export interface LineSink {
  /** Resolves when more may come. */
  write(text: string): Promise<void>;
}

/** Writes a gzip file that appears under its name only when it is whole. Answers its size. */
export async function writeArchive(file: string, work: (sink: LineSink) => Promise<void>): Promise<number> {
  const fail = (error: unknown): never => {
    throw unwritable(error, file);
  };
  await mkdir(path.dirname(path.resolve(file)), { recursive: true }).catch(fail);
  const partial = `${file}.${randomBytes(4).toString('hex')}.partial`;
  const gzip = createGzip({ level: 6 });
  const written = pipeline(gzip, createWriteStream(partial, { flags: 'wx', mode: 0o600 })).catch(fail);
  written.catch(() => undefined);
  const sink: LineSink = {
    write: async (text) => {
      if (gzip.destroyed) await written;
      if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), written]);
    },
  };
  try {
    await work(sink);
    gzip.end();
    await written;
    await rename(partial, file).catch(fail);
    return (await stat(file)).size;
  } catch (error) {
    gzip.destroy();
    await written.catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

/** The lines of a gzip file, one at a time. */
export async function* readArchive(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const lines = new Transform({
    readableObjectMode: false,
    transform: (chunk, _encoding, done) => done(null, chunk),
  });
  let failure: Error | undefined;
  const flowing = pipeline(source, createGunzip(), lines).catch((error: Error) => (failure = error));
  try {
    const reader = createInterface({ input: lines, crlfDelay: 0 });
    // Who stops reading early breaks the flow; the reader would tell of that by ending the process.
    reader.on('error', () => undefined);
    yield* reader;
    await flowing;
    if (failure) throw failure;
  } catch (error) {
    throw readable(failure ?? error, file);
  } finally {
    source.destroy();
  }
}

function unwritable(error: unknown, file: string): ArchiveError {
  const { message } = error as Error;
  return new ArchiveError(
    `${file} cannot be written: ${message}. Name a file in a folder that this user may write to, with room on its disk.`,
    { cause: error },
  );
}

function readable(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new ArchiveError(`There is no file ${file}.`, { cause: error });
  if (code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new ArchiveError(
      `${file} is damaged or not a backup of Tutti: it cannot be unpacked. Use another copy.`,
      {
        cause: error,
      },
    );
  return error;
}
