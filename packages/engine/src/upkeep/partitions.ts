import type { Database } from '@tutti/database';
import { type Clock, type Log, Loop } from '../kernel/index.ts';
import { PARTITIONED } from './partition-name.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Monday 1970-01-05: weeks are counted from it. */
const FIRST_MONDAY = 4 * DAY;

const AHEAD = 3;

interface Part {
  name: string;
  from: Date;
  until: Date;
}

/** The parts that hold `now` and what follows it. */
export function partsAhead(table: string, sizeMs: number, now: Date): Part[] {
  const origin = sizeMs === DAY ? 0 : FIRST_MONDAY;
  const first = origin + Math.floor((now.getTime() - origin) / sizeMs) * sizeMs;
  return Array.from({ length: AHEAD }, (_, index) => {
    const from = new Date(first + index * sizeMs);
    return {
      name: `${table}_p${from.toISOString().slice(0, 10).replaceAll('-', '')}`,
      from,
      until: new Date(from.getTime() + sizeMs),
    };
  });
}

/** Of what a fleet in order has made by now. */
export const partitionNamesAhead = (now: Date): string[] =>
  PARTITIONED.flatMap(({ table, sizeMs }) => partsAhead(table, sizeMs, now).map(({ name }) => name));

/** Makes the partitions of the next days ahead of time. Safe to run by several nodes at once. */
export async function ensurePartitions(database: Database, clock: Clock, log: Log): Promise<void> {
  const wanted = PARTITIONED.flatMap(({ table, sizeMs }) =>
    partsAhead(table, sizeMs, clock.now()).map((part) => ({ table, ...part })),
  );
  const rows = await database.query<{ relname: string }>(
    `select relname from pg_class where relname = any ($1::text[]) and relkind = 'r'`,
    [wanted.map((part) => part.name)],
  );
  const present = new Set(rows.map((row) => row.relname));
  for (const { table, name, from, until } of wanted.filter((part) => !present.has(part.name))) {
    try {
      await database.transaction(async (tx) => {
        await tx.query(`select pg_advisory_xact_lock(hashtext('tutti partitions'))`);
        await tx.query(
          `create table if not exists ${name} partition of ${table} for values from ('${from.toISOString()}') to ('${until.toISOString()}')`,
        );
      });
    } catch (error) {
      // Rows of that time stand in the default partition already; they are served from there as well.
      log.warn({ err: error, partition: name }, 'a partition could not be made; the default one is used');
    }
  }
}

/** Keeps partitions ahead of the clock. */
export const partitionKeeper = (database: Database, clock: Clock, log: Log): Loop =>
  new Loop({
    name: 'partition keeper',
    log,
    round: () => ensurePartitions(database, clock, log).then(() => HOUR),
  });
