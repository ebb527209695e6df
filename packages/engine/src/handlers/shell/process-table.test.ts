import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type ProcessEntry, membersOf, parseMark, parseStat, readProcessTable } from './process-table.ts';

const entryOf = (
  pid: number,
  parent: number,
  group: number,
  mark: Partial<ProcessEntry> = {},
): ProcessEntry => ({ pid, parent, group, startTime: `t${pid}`, ...mark });
const mark = { executionId: 'x', attempt: 2 };
const pidsOf = (
  table: ProcessEntry[],
  seen = new Map<number, string>(),
  group: number | undefined = 10,
): number[] => membersOf(table, { ...mark, group }, seen).map(({ pid }) => pid);

describe('what belongs to an attempt', () => {
  it.each<[string, ProcessEntry[], number[]]>([
    ['its group', [entryOf(10, 1, 10), entryOf(11, 1, 10), entryOf(12, 1, 12)], [10, 11]],
    [
      'whatever carries its mark',
      [entryOf(20, 1, 20, mark), entryOf(21, 1, 21, { executionId: 'y', attempt: 2 })],
      [20],
    ],
    [
      'an earlier attempt',
      [entryOf(20, 1, 20, { executionId: 'x', attempt: 1 }), entryOf(21, 1, 21, { executionId: 'x' })],
      [20, 21],
    ],
    ['no later attempt', [entryOf(20, 1, 20, { executionId: 'x', attempt: 3 })], []],
    [
      'the descendants of all these',
      [entryOf(33, 32, 33), entryOf(32, 31, 32), entryOf(31, 10, 31), entryOf(10, 1, 10), entryOf(40, 1, 40)],
      [10, 31, 32, 33],
    ],
    ['nothing of an empty table', [], []],
  ])('%s', (_, table, expected) => {
    expect(new Set(pidsOf(table))).toEqual(new Set(expected));
  });

  it('what was seen before, unless its number has a new owner', () => {
    const table = [entryOf(50, 1, 50), entryOf(51, 1, 51)];
    expect(
      pidsOf(
        table,
        new Map([
          [50, 't50'],
          [51, 'earlier'],
        ]),
      ),
    ).toEqual([50]);
  });

  it('no process for want of a group', () => {
    expect(membersOf([entryOf(50, 1, 50)], mark, new Map())).toEqual([]);
  });
});

describe('reading /proc', () => {
  it('copes with any name of a program', () => {
    const rest = '100 200 300 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1000 50';
    expect(parseStat(7, `7 (a) S 9 (b c)) S ${rest}`)).toEqual({
      pid: 7,
      parent: 100,
      group: 200,
      startTime: '98765',
    });
    expect(parseStat(7, `7 (x) Z ${rest}`)).toBeUndefined();
    expect(parseStat(7, '')).toBeUndefined();
  });

  it.each([
    ['TUTTI_EXECUTION_ID=a\0TUTTI_ATTEMPT=3\0', { executionId: 'a', attempt: 3 }],
    ['A=1\0TUTTI_ATTEMPT=3\0TUTTI_EXECUTION_ID=a', { executionId: 'a', attempt: 3 }],
    ['A=1\0TUTTI_EXECUTION_ID=a\0', { executionId: 'a' }],
    ['A=1\0TUTTI_EXECUTION_ID=a\0TUTTI_ATTEMPT=x\0', { executionId: 'a' }],
    ['MY_TUTTI_EXECUTION_ID=a\0B=TUTTI_EXECUTION_ID=b\0', {}],
    ['', {}],
  ])('%j', (environ, expected) => {
    expect(parseMark(environ)).toEqual(expected);
  });

  it('finds a process with its mark, but not the one that looks', async () => {
    const child = spawn('sleep', ['60'], {
      env: { PATH: process.env['PATH'], TUTTI_EXECUTION_ID: 'table', TUTTI_ATTEMPT: '4' },
    });
    await once(child, 'spawn');
    const table = readProcessTable() as ProcessEntry[];
    expect(table.find(({ pid }) => pid === child.pid)).toMatchObject({
      parent: process.pid,
      executionId: 'table',
      attempt: 4,
    });
    expect(table.find(({ pid }) => pid === process.pid)).toBeUndefined();
    child.kill('SIGKILL');
  });
});
