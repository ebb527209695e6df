import type { AuditRecord, AuditVerdict } from '@tutti/contract';
import { expect, test } from 'vitest';
import { chipsOf, parseAuditFilters, toAuditQuery } from './audit-filters.ts';
import { actionWords, chainWords, changeWords, placeOf, toCsv, toJsonLines } from './audit-words.ts';

const record: AuditRecord = {
  id: 7,
  at: '2026-11-21T02:00:00.000Z',
  actor: 'ann#1',
  action: 'webhook.secret_rotated',
  entityType: 'webhook',
  entityId: '3',
  before: null,
  after: { overlapMs: 5 },
  requestId: 'r1',
  sealed: true,
};

test('an address of anybody is read as far as it makes sense', () => {
  const filters = parseAuditFilters({
    actor: ' ann#1 ',
    type: 7,
    from: '2026-11-21',
    until: 'soon',
    entry: '-1',
  });
  expect(filters).toMatchObject({ actor: 'ann#1', type: '7', from: '2026-11-21T00:00:00.000Z' });
  expect([filters.until, filters.entry]).toEqual([undefined, undefined]);
  expect(chipsOf(filters)).toEqual(['actor', 'type', 'from']);
  expect(toAuditQuery({ type: 'schedule', entity: '4', entry: 9 })).toEqual({
    entityType: 'schedule',
    entityId: '4',
  });
});

test.each([
  [{ priority: 5, name: 'a' }, { priority: 8, name: 'a' }, 'priority 5 → 8'],
  [{ description: null }, { description: 'x'.repeat(99) }, `description nothing → ${'x'.repeat(63)}…`],
  [null, { name: 'a', tags: [], description: null }, 'name a, tags []'],
  [{ name: 'a' }, null, 'name a'],
  [{ status: 'running', priority: 5 }, { reason: 'enough' }, 'reason enough'],
  [{ status: 'pending' }, {}, 'status pending'],
  [null, null, ''],
  ['old', 'new', ''],
])('from %j to %j is told as "%s"', (before, after, words) => {
  expect(changeWords({ before, after })).toBe(words);
});

test('an act is words, a thing leads to its page', () => {
  expect(actionWords(record.action)).toBe('webhook secret rotated');
  expect(placeOf(record)).toEqual({ to: '/webhooks/$id', id: '3' });
  expect(placeOf({ entityType: 'queue', entityId: 'mail' })).toEqual({ to: '/queues/$name', id: 'mail' });
  expect(placeOf({ entityType: 'secret', entityId: 'A' })).toEqual({ to: '/secrets' });
  expect(placeOf({ entityType: 'settings', entityId: null })).toBeUndefined();
  expect(placeOf({ entityType: 'comet', entityId: '1' })).toBeUndefined();
});

test('the verdict on the chain is a sentence', () => {
  const verdict: AuditVerdict = {
    ok: true,
    checked: 1204,
    unsealed: 0,
    anchor: null,
    findings: [],
    signed: true,
    verifiedAt: record.at,
  };
  expect(chainWords(verdict)).toEqual({ kind: 'completed', word: 'Chain whole', text: '1,204 entries' });
  expect(chainWords({ ...verdict, signed: false, anchor: { position: 40, removed: 40 } }).text).toBe(
    '1,204 entries, 40 older removed by retention, not signed',
  );
  const finding = {
    kind: 'changed',
    position: 3,
    id: 3,
    message: 'entry 3 is not as it was sealed',
  } as const;
  expect(chainWords({ ...verdict, ok: false, findings: [finding] })).toEqual({
    kind: 'failed',
    word: 'Chain broken',
    text: '1 thing does not fit',
  });
  expect(chainWords({ ...verdict, checked: 0 }).kind).toBe('pending');
});

test('an export cannot carry formulas into a spreadsheet, and keeps commas, quotes and lines', () => {
  const nasty = { ...record, actor: '=cmd|x', entityId: 'a,"b"\nc', before: { n: 1 }, after: null };
  expect(toCsv([nasty]).split('\r\n')[1]).toBe(
    `7,${record.at},'=cmd|x,webhook.secret_rotated,webhook,"a,""b""\nc","{""n"":1}",,r1`,
  );
  expect(JSON.parse(toJsonLines([nasty]))).toEqual(nasty);
});
