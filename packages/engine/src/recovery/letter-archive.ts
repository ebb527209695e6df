import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { TuttiError } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import { appendEvents } from '../events/index.ts';
import { type Clock, type Log, Loop } from '../kernel/index.ts';
import { deleteLetters, findOld, insertLetters } from './archive-store.ts';
import { type LetterRow, lockLetters } from './letter-store.ts';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];
const NAME = /^dead-letters-[\w-]+\.jsonl\.gz$/;
/** Older than this and still pending: moved to a file. */
const KEEP_DAYS = 30;
const MOST_IN_A_FILE = 5000;
const HOUR_MS = 3_600_000;

interface ArchiveDeps {
  database: Database;
  /** Folder of the archive files; undefined: this node archives nothing. */
  folder: string | undefined;
  clock: Clock;
  onAppended(): void;
}

interface By {
  actor?: string | undefined;
  requestId?: string | undefined;
}

/** Moves dead letters to gzipped JSON lines and back. The file is on disk before the row leaves the table. */
export class LetterArchive {
  readonly #deps: ArchiveDeps;

  constructor(deps: ArchiveDeps) {
    this.#deps = deps;
  }

  /** What has been pending for 30 days; returns how many letters that was. */
  async archiveOld(): Promise<number> {
    if (this.#deps.folder === undefined) return 0;
    const ids = await findOld(this.#deps.database, KEEP_DAYS, MOST_IN_A_FILE);
    return ids.length === 0 ? 0 : (await this.archive(ids, { actor: 'upkeep' })).archived;
  }

  async archive(
    ids: readonly number[],
    { actor = 'local', requestId }: By = {},
  ): Promise<{ archived: number; file: string | null }> {
    const folder = this.#requireFolder();
    const { database, onAppended } = this.#deps;
    const result = await database.transaction(async (tx) => {
      const rows = (await lockLetters(tx, ids)).filter((row) => row.status !== 'resubmitted');
      if (rows.length === 0) return { archived: 0, file: null };
      const file = await this.#write(folder, rows);
      await deleteLetters(
        tx,
        rows.map((row) => row.id),
      );
      const data = { count: rows.length, file, deadLetterIds: rows.slice(0, 100).map((row) => row.id) };
      await appendEvents(tx, [{ type: 'deadletter.archived', data, actor }]);
      await appendAudit(tx, [
        { actor, requestId, action: 'deadletter.archived', entityType: 'deadletter', after: data },
      ]);
      return { archived: rows.length, file };
    });
    if (result.archived > 0) onAppended();
    return result;
  }

  async list(): Promise<{ file: string; bytes: number; archivedAt: string }[]> {
    const { folder } = this.#deps;
    if (folder === undefined) return [];
    const names = (await readdir(folder).catch(() => [])).filter((name) => NAME.test(name)).sort();
    return Promise.all(
      names.map(async (file) => {
        const { size, mtime } = await stat(path.join(folder, file));
        return { file, bytes: size, archivedAt: mtime.toISOString() };
      }),
    );
  }

  /** Brings letters back under their ids; those that are there are left as they are. */
  async restore(
    file: string,
    ids: readonly number[] | undefined,
    { actor = 'local', requestId }: By = {},
  ): Promise<{ restored: number; skipped: number }> {
    const folder = this.#requireFolder();
    const packed = await readFile(path.join(folder, path.basename(file))).catch(() => {
      throw new TuttiError('DEAD_LETTER_NOT_FOUND', `There is no archive file ${file}. List them first.`);
    });
    const text = (await unzip(packed)).toString('utf8');
    const all = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LetterRow);
    const wanted = ids ? all.filter((row) => ids.includes(row.id)) : all;
    const restored = await this.#deps.database.transaction(async (tx) => {
      const count = await insertLetters(tx, wanted);
      const after = { file, count };
      await appendAudit(tx, [
        { actor, requestId, action: 'deadletter.restored', entityType: 'deadletter', after },
      ]);
      return count;
    });
    this.#deps.onAppended();
    return { restored, skipped: wanted.length - restored };
  }

  async #write(folder: string, rows: readonly LetterRow[]): Promise<string> {
    const stamp = this.#deps.clock.now().toISOString().replaceAll(/[:.]/g, '-');
    const file = `dead-letters-${stamp}-${rows[0]?.id}.jsonl.gz`;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = path.join(folder, file);
    const lines = rows.map((row) => `${JSON.stringify({ ...row, schedule_name: undefined })}\n`).join('');
    await writeFile(`${target}.part`, await zip(lines), { mode: 0o600, flush: true });
    await rename(`${target}.part`, target);
    return file;
  }

  #requireFolder(): string {
    const { folder } = this.#deps;
    if (folder !== undefined) return folder;
    throw new TuttiError('VALIDATION_FAILED', 'This node has no folder for archives: set archiveFolder.');
  }
}

/** Looks once an hour for letters that are old enough. */
export const letterArchiver = (archive: LetterArchive, log: Log): Loop =>
  new Loop({
    name: 'dead letter archiver',
    log,
    round: async () => ((await archive.archiveOld()) > 0 ? 0 : HOUR_MS),
  });
