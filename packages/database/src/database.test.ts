import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type FaultProxy,
  type TestDatabase,
  faultProxy,
  freePort,
  testDatabase,
  until,
} from '@tutti/testkit';
import { Database, type Queryable } from './database.ts';
import { DatabaseUnavailableError } from './unavailable.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase({ empty: true });
  await own.database.query('create table thing (id int primary key)');
});
afterAll(() => own.drop());

describe('values', () => {
  test.each<[string, unknown[]]>([
    [
      'text[]',
      [
        '',
        'plain',
        'NULL',
        'null',
        null,
        'a,b {c}',
        ' both ',
        '"quoted"',
        'back\\slash',
        '\\"',
        'line\nbreak',
        '😀',
      ],
    ],
    ['int[]', [0, -1, null, 2147483647]],
    ['float8[]', [0.1, -1e-300, 1.5e300, Infinity, -Infinity, NaN, null]],
    ['boolean[]', [true, false, null]],
    ['timestamptz[]', [new Date(0), null, new Date('2026-03-29T01:00:00.123Z')]],
    ['json[]', [{ a: ['"', '\\'] }, null]],
    [
      'text[]',
      [
        ['a', '"'],
        ['b', null],
      ],
    ],
    ['text[]', []],
  ])('an array of %s arrives as it was sent: %j', async (type, values) => {
    expect(await own.database.query(`select $1::${type} as sent`, [values])).toEqual([{ sent: values }]);
    const hot = own.database.hot('arrays');
    expect(await hot.run({ name: 'arrays', text: `select $1::${type} as sent` }, [values])).toEqual([
      { sent: values },
    ]);
    await hot.close();
  });

  test('numbers arrive as numbers, alone and in arrays', async () => {
    const rows = await own.database.query(
      `select 9007199254740991::int8 as big, 1.25::numeric as decimal, array[1, null]::int8[] as bigs,
        array[0.5]::numeric[] as decimals, array[[1,2],[3,4]]::int8[] as nested, null::int8 as nothing`,
    );
    expect(rows).toEqual([
      {
        big: Number.MAX_SAFE_INTEGER,
        decimal: 1.25,
        bigs: [1, null],
        decimals: [0.5],
        nested: [
          [1, 2],
          [3, 4],
        ],
        nothing: null,
      },
    ]);
  });

  test('a moment is a Date, a day is text, JSON is parsed', async () => {
    const [row] = await own.database.query(
      `select timestamptz '2026-03-29 01:30+01' as moment, date '2026-03-29' as day, array[date '2026-03-29'] as days,
        '{"a": [1]}'::json as json, $1::jsonb as jsonb`,
      [{ b: 2 }],
    );
    expect(row).toEqual({
      moment: new Date('2026-03-29T00:30:00Z'),
      day: '2026-03-29',
      days: ['2026-03-29'],
      json: { a: [1] },
      jsonb: { b: 2 },
    });
  });

  test('of several statements the rows of the last count', async () => {
    expect(await own.database.query('select 1 as a; select 2 as b')).toEqual([{ b: 2 }]);
  });

  test('the server tells its version', async () => {
    expect(await own.database.serverVersion()).toBeGreaterThanOrEqual(150000);
  });
});

describe('transactions', () => {
  test('are committed with the value of the work', async () => {
    const result = await own.database.transaction(async (tx) => {
      await tx.query('insert into thing values (1)');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await own.database.query('select id from thing where id = 1')).toHaveLength(1);
  });

  test('are rolled back when the work throws, and the connection goes on', async () => {
    const boom = new Error('boom');
    const work = own.database.transaction(async (tx) => {
      await tx.query('insert into thing values (2)');
      throw boom;
    });
    await expect(work).rejects.toBe(boom);
    expect(await own.database.query('select id from thing where id = 2')).toEqual([]);
  });

  test('a statement error keeps its code, and the connection is used again', async () => {
    const single = new Database({ connection: own.connection, poolSize: 1 });
    const pid = async () => (await single.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid;
    const before = await pid();
    await single.query('insert into thing values (3)');
    await expect(single.query('insert into thing values (3)')).rejects.toMatchObject({ code: '23505' });
    await expect(single.transaction((tx) => tx.query('insert into thing values (3)'))).rejects.toMatchObject({
      code: '23505',
    });
    expect(await pid()).toBe(before);
    await single.close();
  });

  test('statements started together run one after another', async () => {
    const rows = await own.database.transaction((tx) =>
      Promise.all([1, 2, 3].map((n) => tx.query<{ n: number }>('select $1::int as n', [n]))),
    );
    expect(rows.flat().map(({ n }) => n)).toEqual([1, 2, 3]);
  });

  test('a snapshot sees one moment, whatever is committed meanwhile, and writes nothing', async () => {
    const count = async (db: Queryable) =>
      (await db.query<{ n: number }>('select count(*)::int as n from thing'))[0]?.n;
    const seen = await own.database.snapshot(async (tx) => {
      const before = await count(tx);
      await own.database.query('insert into thing values (70)');
      return [before, await count(tx)];
    });
    expect(seen[1]).toBe(seen[0]);
    expect(await count(own.database)).toBe((seen[0] ?? 0) + 1);
    await expect(own.database.snapshot((tx) => tx.query('insert into thing values (71)'))).rejects.toThrow(
      'read-only',
    );
  });

  test('refuse statements after their end', async () => {
    let leaked: { query(text: string): Promise<unknown> } | undefined;
    await own.database.transaction(async (tx) => {
      leaked = tx;
    });
    await expect(leaked?.query('select 1')).rejects.toThrow('transaction has ended');
  });
});

describe('the pool', () => {
  test('counts its connections and names what to do when all stay busy', async () => {
    const small = new Database({ connection: own.connection, poolSize: 1, acquireTimeoutMs: 100 });
    const release = Promise.withResolvers<void>();
    const busy = small.transaction(() => release.promise);
    await until(() => small.stats.total === 1);
    await expect(small.query('select 1')).rejects.toThrow(/All 1 database connections were busy for 100 ms/);
    expect(small.stats).toEqual({ total: 1, idle: 0, waiting: 0 });
    release.resolve();
    await busy;
    await small.close();
    await small.close();
    await expect(small.query('select 1')).rejects.toThrow(DatabaseUnavailableError);
  });

  test('a wrong database name is told at once, not waited for', async () => {
    const wrong = new Database({ connection: { ...own.connection, database: 'nowhere' } });
    await expect(wrong.query('select 1')).rejects.toMatchObject({ code: '3D000' });
    await wrong.close();
  });

  test('a slow statement is ended by the server', async () => {
    const hasty = new Database({ connection: own.connection, statementTimeoutMs: 50 });
    await expect(hasty.query('select pg_sleep(10)')).rejects.toMatchObject({ code: '57014' });
    await hasty.close();
  });

  test('a URL in the manner of libpq reaches a Unix socket', async () => {
    const { host, database } = own.connection;
    const url = `postgresql://tutti@/${database}?host=${encodeURIComponent(host ?? '')}&port=5432`;
    const byUrl = new Database({ connection: { connectionString: url } });
    expect(await byUrl.query('select 1 as one')).toEqual([{ one: 1 }]);
    await byUrl.close();
  });
});

describe('a connection that fails', () => {
  const proxied = async (
    options: {
      acquireTimeoutMs?: number;
      statementTimeoutMs?: number;
      onError?: (error: Error) => void;
    } = {},
  ) => {
    const proxy = await faultProxy({ path: `${own.connection.host}/.s.PGSQL.5432` });
    const { host, port } = proxy;
    const database = new Database({ connection: { ...own.connection, host, port }, poolSize: 4, ...options });
    const close = () => Promise.all([database.close(), proxy.close()]);
    return { proxy, database, close };
  };

  test.for([
    ['cut', (proxy: FaultProxy) => proxy.cut()],
    ['refused', (proxy: FaultProxy) => proxy.refuse()],
  ] as const)(
    '%s: the statement in flight rejects and is not rerun',
    async ([, fault], { onTestFinished }) => {
      const { proxy, database, close } = await proxied();
      onTestFinished(async () => void (await close()));
      const key = Math.floor(Math.random() * 1e9);
      await own.database.transaction(async (tx) => {
        await tx.query('select pg_advisory_xact_lock($1)', [key]);
        const waiting = database.query('select pg_advisory_lock($1)', [key]).catch((error: unknown) => error);
        await until(() =>
          own.database
            .query('select from pg_locks where objid = $1 and not granted', [key])
            .then((r) => r[0]),
        );
        await fault(proxy);
        expect(await waiting).toBeInstanceOf(DatabaseUnavailableError);
      });
      await proxy.restore();
      expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    },
  );

  test('a server that comes back in time is waited for', async () => {
    const { proxy, database, close } = await proxied();
    await database.query('select 1');
    await proxy.refuse();
    await until(() => database.stats.total === 0);
    const answer = database.query('select 2 as two');
    await proxy.restore();
    expect(await answer).toEqual([{ two: 2 }]);
    await close();
  });

  test('a server that stays away is told after the stated time, with the cause', async () => {
    const port = await freePort();
    const database = new Database({
      connection: { ...own.connection, host: '127.0.0.1', port },
      acquireTimeoutMs: 80,
    });
    const error: unknown = await database.query('select 1').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect((error as Error).message).toMatch(/unavailable.*ECONNREFUSED.*Check that PostgreSQL is running/);
    expect((error as Error).cause).toMatchObject({ code: 'ECONNREFUSED' });
    await database.close();
  });

  test('a black hole in mid-statement ends at the time limit', async () => {
    const { proxy, database, close } = await proxied({ statementTimeoutMs: 100 });
    await database.query('select 1');
    proxy.blackhole();
    await expect(database.query('select 1')).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await proxy.restore();
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    await close();
  });

  test('idle connections that are lost are told to onError and replaced', async () => {
    const lost: Error[] = [];
    const { proxy, database, close } = await proxied({ onError: (error) => lost.push(error) });
    await Promise.all([1, 2, 3].map(() => database.query('select pg_sleep(0.01)')));
    const { idle } = database.stats;
    proxy.cut();
    await until(() => lost.length === idle);
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    await close();
  });

  test('a transaction whose connection is lost between statements rejects', async () => {
    const { proxy, database, close } = await proxied();
    const work = database.transaction(async (tx) => {
      await tx.query('insert into thing values (77)');
      proxy.cut();
      await until(() => proxy.connections === 0);
    });
    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailableError);
    expect(await own.database.query('select from thing where id = 77')).toEqual([]);
    await close();
  });

  test('a backend ended by an administrator is a lost connection', async () => {
    const single = new Database({ connection: own.connection, poolSize: 1, applicationName: 'to-be-ended' });
    await expect(single.query('select pg_terminate_backend(pg_backend_pid())')).rejects.toBeInstanceOf(
      DatabaseUnavailableError,
    );
    expect(await single.query('select 1 as one')).toEqual([{ one: 1 }]);
    await single.close();
  });

  test('of several hosts the one that answers is used', async () => {
    const { proxy, database: unused, close } = await proxied();
    const dead = await freePort();
    const hosts = `127.0.0.1:${dead},127.0.0.1:${proxy.port}`;
    const url = `postgresql://tutti@${hosts}/${own.connection.database}?target_session_attrs=read-write`;
    const database = new Database({ connection: { connectionString: url } });
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    await database.close();
    await unused.close();
    await close();
  });
});

test('a read-only server is not accepted where a writable one is asked for', async () => {
  const readOnly = await testDatabase({ empty: true });
  await own.database.query(
    `alter database ${readOnly.connection.database} set default_transaction_read_only = on`,
  );
  const { host, database: name } = readOnly.connection;
  const url = `postgresql://tutti@/${name}?host=${encodeURIComponent(host ?? '')}&target_session_attrs=read-write`;
  const database = new Database({ connection: { connectionString: url }, acquireTimeoutMs: 50 });
  await expect(database.query('select 1')).rejects.toThrow(/is read-only/);
  await database.close();
  await readOnly.drop();
});
