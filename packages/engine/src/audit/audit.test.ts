import { describe, expect, test } from 'vitest';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { type AuditSigner, createAuditSigner } from './audit-chain.ts';
import { type AuditEntry, appendAudit } from './audit-log-store.ts';
import { sealAudit } from './audit-sealer.ts';
import { pruneAudit } from './prune-audit.ts';
import { verifyAudit } from './verify-audit.ts';

const { setup } = engineTests();
const signer = createAuditSigner(Buffer.alloc(32, 7));
const entry = (n: number): AuditEntry => ({
  actor: 'ann',
  action: 'thing.changed',
  entityType: 'thing',
  entityId: String(n),
  before: { n: n - 1 },
  after: { n, text: 'ümläut \0 "x"' },
  requestId: `r${n}`,
});
const append = (t: Bundle, from: number, until: number): Promise<void> =>
  t.database.transaction((tx) =>
    appendAudit(
      tx,
      Array.from({ length: until - from + 1 }, (_, index) => entry(from + index)),
    ),
  );
const sealAll = async (t: Bundle, by: AuditSigner | undefined = signer): Promise<void> => {
  while ((await sealAudit({ database: t.database, signer: by })) > 0);
};
/** As a superuser could: past the triggers. */
const tamper = (t: Bundle, text: string): Promise<void> =>
  t.database.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(text);
  });
const kinds = async (t: Bundle): Promise<string[]> =>
  (await verifyAudit(t.database, signer)).findings.map(({ kind, position }) => `${kind} ${position}`);

async function sealed(n = 10): Promise<Bundle> {
  const t = await setup();
  await append(t, 1, n);
  await sealAll(t);
  return t;
}

test('entries stand if and only if their transaction does', async () => {
  const t = await setup();
  const failing = t.database.transaction(async (tx) => {
    await appendAudit(tx, [entry(1)]);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await appendAudit(t.database, []);
  await append(t, 2, 2);
  expect(
    await t.rows(`select actor, action, entity_type, entity_id, before, after, request_id from audit_log`),
  ).toEqual([
    {
      actor: 'ann',
      action: 'thing.changed',
      entity_type: 'thing',
      entity_id: '2',
      before: { n: 1 },
      after: { n: 2, text: 'ümläut \ufffd "x"' },
      request_id: 'r2',
    },
  ]);
});

test('sealed in id order, without gaps; verification reads it all', async () => {
  const t = await sealed(2500);
  const order = await t.rows<{ id: number; position: number }>(
    `select id, position from audit_log order by position`,
  );
  expect(order.map(({ position }) => position)).toEqual(order.map((_, index) => index + 1));
  expect(order.map(({ id }) => id)).toEqual(order.map(({ id }) => id).toSorted((a, b) => a - b));
  expect(await verifyAudit(t.database, signer)).toEqual({
    ok: true,
    checked: 2500,
    unsealed: 0,
    anchor: null,
    findings: [],
  });
});

test('a row that commits late is sealed after it, never skipped', async () => {
  const t = await setup();
  const client = await t.database.dedicated('late');
  await client.query('begin');
  await client.query(`insert into audit_log (actor, action, entity_type) values ('late', 'a.b', 'x')`);
  await append(t, 1, 3);
  expect(await sealAudit({ database: t.database, signer })).toBe(0);
  await client.query('commit');
  await client.end();
  await sealAll(t);
  const [first] = await t.rows<{ actor: string }>(`select actor from audit_log order by position`);
  expect(first?.actor).toBe('late');
  expect((await verifyAudit(t.database, signer)).checked).toBe(4);
});

test('a row restored from another cluster is sealed at once', async () => {
  const t = await setup();
  await t.database.query(
    `insert into audit_log (actor, action, entity_type, tx) values ('old', 'a.b', 'x', '99999999999')`,
  );
  expect(await sealAudit({ database: t.database })).toBe(1);
});

test('several sealers at once make one chain', async () => {
  const t = await setup();
  const appending = Promise.all(Array.from({ length: 20 }, (_, n) => append(t, n * 10 + 1, n * 10 + 10)));
  const sealing = Promise.all([1, 2, 3, 4].map(() => sealAll(t)));
  await Promise.all([appending, sealing]);
  await sealAll(t);
  expect(await verifyAudit(t.database, signer)).toMatchObject({ ok: true, checked: 200 });
});

test('a node verifies the log it writes, and says whether it was signed', async () => {
  const t = await sealed(3);
  const plain = await t.engine({ roles: [] });
  const signing = await t.engine({ roles: [], auditSigner: signer });
  const [one, same] = await Promise.all([signing.audit.verify(), signing.audit.verify()]);
  expect(one).toMatchObject({ ok: true, checked: 3, signed: true, verifiedAt: expect.any(String) });
  expect(same).toBe(one);
  expect(await signing.audit.verify()).not.toBe(one);
  expect(await plain.audit.verify()).toMatchObject({ ok: true, signed: false });
});

test('a running engine seals within a second or so', async () => {
  const t = await setup();
  await t.started({ roles: [], auditSigner: signer });
  await append(t, 1, 5);
  await expect.poll(async () => (await verifyAudit(t.database, signer)).checked, { timeout: 3000 }).toBe(5);
});

describe('the table refuses', () => {
  test.each([
    ['an edit', `update audit_log set actor = 'bob' where position = 3`],
    [
      'a seal that takes an edit along',
      `update audit_log set actor = 'bob', position = 99, hash = 'x' where position = 3`,
    ],
    ['taking a seal off', `update audit_log set position = null where position = 3`],
    ['a deletion', `delete from audit_log where position = 1`],
    ['emptying', `truncate audit_log`],
  ])('%s', async (_, text) => {
    const t = await sealed();
    await expect(t.database.query(text)).rejects.toThrow(/append-only/);
    expect(await kinds(t)).toEqual([]);
  });
});

describe('verification finds', () => {
  test.each([
    ['a changed actor', `update audit_log set actor = 'bob' where position = 4`, ['changed 4']],
    ['a changed value', `update audit_log set after = '{"n":5}' where position = 5`, ['changed 5']],
    [
      'a changed time',
      `update audit_log set at = at + interval '1 microsecond' where position = 6`,
      ['changed 6'],
    ],
    ['a removed row', `delete from audit_log where position = 7`, ['removed 7']],
    ['several removed', `delete from audit_log where position in (2, 3)`, ['removed 2']],
    ['the last ones removed', `delete from audit_log where position > 8`, ['removed 9']],
    ['all removed', `delete from audit_log`, ['removed 1']],
    [
      'a row put behind the end',
      `insert into audit_log (actor, action, entity_type, position, hash, sealed_at) values ('x', 'y.z', 't', 11, 'h', now())`,
      ['inserted 11'],
    ],
    [
      'a row put in the place of another',
      `delete from audit_log where position = 5; insert into audit_log (actor, action, entity_type, position, hash, sealed_at) values ('x', 'y.z', 't', 5, 'h', now())`,
      ['changed 5', 'changed 6'],
    ],
    ['the end forged', `update audit_head set position = 9`, ['inserted 10', 'signature 9', 'changed 10']],
    ['the end gone', `delete from audit_head`, ['removed 10']],
  ])('%s', async (_, text, expected) => {
    const t = await sealed();
    await tamper(t, text);
    const found = await kinds(t);
    expect(found.length).toBeGreaterThan(0);
    expect(expected).toEqual(expect.arrayContaining(found));
    expect((await verifyAudit(t.database, signer)).ok).toBe(false);
  });

  test('a row that claims an earlier time, although it was appended in the right way', async () => {
    const t = await sealed();
    await t.database.query(
      `insert into audit_log (actor, action, entity_type, at) values ('bob', 'thing.changed', 'thing', now() - interval '1 day')`,
    );
    await sealAll(t);
    expect(await kinds(t)).toEqual(['inserted 11']);
  });

  test('a chain that was worked out anew, for its maker lacks the key', async () => {
    const t = await sealed();
    await tamper(
      t,
      `update audit_log set position = null, hash = null, sealed_at = null; delete from audit_head`,
    );
    await tamper(t, `update audit_log set actor = 'bob' where id = (select min(id) from audit_log)`);
    await sealAll(t, createAuditSigner(Buffer.alloc(32, 9)));
    const { findings } = await verifyAudit(t.database, signer);
    expect(findings.map(({ kind }) => kind)).toEqual(['signature']);
    expect(findings[0]?.message).toContain('another key');
  });
});

describe('retention', () => {
  const old = (t: Bundle, until: number): Promise<void> =>
    tamper(t, `update audit_log set at = now() - interval '400 days' where position <= ${until}`);
  const prune = (t: Bundle): Promise<number> =>
    t.database.transaction((tx) => pruneAudit(tx, { before: year(), signer }));
  const year = (): Date => new Date(Date.now() - 365 * 86_400_000);

  test('removes what is old and leaves an anchor the rest goes on from', async () => {
    const t = await setup();
    await t.database.query(
      `insert into audit_log (actor, action, entity_type, at) select 'x', 'a.b', 't', now() - interval '400 days' from generate_series(1, 6)`,
    );
    await sealAll(t);
    await append(t, 1, 4);
    await sealAll(t);
    expect(await prune(t)).toBe(6);
    expect(await prune(t)).toBe(0);
    expect(await verifyAudit(t.database, signer)).toMatchObject({
      ok: true,
      checked: 4,
      anchor: { position: 6, removed: 6 },
    });
    await append(t, 5, 6);
    await sealAll(t);
    expect(await verifyAudit(t.database, signer)).toMatchObject({ ok: true, checked: 6 });
  });

  test('an old row behind a newer one stays until that may go', async () => {
    const t = await sealed();
    await tamper(t, `update audit_log set at = now() - interval '400 days' where position in (1, 3)`);
    expect(await prune(t)).toBe(1);
  });

  test('everything may go, and the chain goes on', async () => {
    const t = await sealed();
    await old(t, 10);
    expect(await prune(t)).toBe(10);
    await append(t, 11, 12);
    await sealAll(t);
    expect(await verifyAudit(t.database, signer)).toMatchObject({ ok: true, checked: 2 });
  });

  test('an anchor that was not left by retention is found', async () => {
    const t = await sealed();
    await t.database.query(
      `insert into audit_anchors (position, hash, removed) select position, hash, 3 from audit_log where position = 3`,
    );
    await t.database.query(`delete from audit_log where position <= 3`);
    expect(await kinds(t)).toEqual(['signature 3']);
  });
});
