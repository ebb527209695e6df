import { type TestDatabase, testDatabase, until } from '@tutti/testkit';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { type Engine, type EngineOptions, type Log, createEngine, silentLog } from '../src/index.ts';

/** What a test gets: an empty database, engines that end with the test, and short ways to look. */
export interface Bundle {
  database: TestDatabase['database'];
  connection: TestDatabase['connection'];
  /** A node on the test's database; not started. */
  engine(options?: Partial<EngineOptions>): Promise<Engine>;
  started(options?: Partial<EngineOptions>): Promise<Engine>;
  /** The first row of a query. */
  row<R>(text: string, values?: readonly unknown[]): Promise<R>;
  rows<R>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** Waits for the execution to be in one of the statuses, and answers it. */
  reached(engine: Engine, key: string, ...statuses: string[]): ReturnType<Engine['executions']['get']>;
}

const EMPTY = `
  do $$ declare one text; begin
    -- The audit log refuses to be emptied.
    set local session_replication_role = replica;
    for one in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
                   and c.relname not in ('system_state', 'queues', 'event_cursors', 'metrics_progress', 'schema_migrations')
    loop execute format('delete from %I', one); end loop;
    delete from queues; insert into queues (name) values ('default');
    delete from system_state; insert into system_state default values;
    update metrics_progress set counted_to = date_trunc('minute', now()), sampled_at = null;
    update event_cursors set tx = pg_current_xact_id(), id = 0;
  end $$`;

/** One database per file; each call gives a fresh bundle on it, emptied. */
export function engineTests(): { setup(): Promise<Bundle> } {
  let own: TestDatabase;
  beforeAll(async () => {
    own = await testDatabase({ poolSize: 30 });
  });
  afterAll(() => own.drop());
  return { setup: () => bundle(own) };
}

let nodes = 0;

async function bundle({ database, connection }: TestDatabase): Promise<Bundle> {
  await database.query(EMPTY);
  const engine: Bundle['engine'] = async (options = {}) => {
    const node = `node-${++nodes}`;
    const errors: unknown[] = [];
    const log: Log = { ...silentLog, error: (fields, message) => void errors.push({ message, ...fields }) };
    const made = await createEngine({ database, migrate: false, node, log, ...options });
    onTestFinished(async () => {
      await made.stop({ drainMs: 0 });
      // A test that means to see errors brings a log of its own.
      expect(errors).toEqual([]);
    });
    return made;
  };
  const rows = <R>(text: string, values?: readonly unknown[]): Promise<R[]> =>
    database.query<R>(text, values);
  return {
    database,
    connection,
    engine,
    rows,
    started: async (options) => {
      const made = await engine(options);
      await made.start();
      return made;
    },
    row: async <R>(text: string, values?: readonly unknown[]) => (await rows<R>(text, values))[0] as R,
    reached: (on, key, ...statuses) =>
      until(
        async () => {
          const execution = await on.executions.get(key);
          return statuses.includes(execution.status) ? execution : undefined;
        },
        { what: `${key} to be ${statuses.join(' or ')}`, timeoutMs: 10_000 },
      ),
  };
}
