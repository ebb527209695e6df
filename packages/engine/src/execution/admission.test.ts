import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Admission, refusalOf } from './admission.ts';
import { cpuPercentBetween, cpuTimes, memoryPercent } from './machine-sampler.ts';

const limits = { cpuLimit: 80, memoryLimit: 85 };

describe('a node', () => {
  test.each<[number, number, number, RegExp | undefined]>([
    [10, 10, 0, undefined],
    [10, 84.9, 4, undefined],
    [10, 85, 0, /memory is at 85 %/],
    [10, 99, 4, /memory is at 99 %/],
    [79.9, 10, 4, undefined],
    [80, 10, 4, /processor is at 80 %/],
    // What keeps the processor busy may be somebody else, for ever.
    [100, 10, 0, undefined],
  ])('at %d %% processor and %d %% memory with %d running', (cpuPercent, memoryPercent, busy, why) => {
    const refusal = refusalOf({ cpuPercent, memoryPercent }, limits, busy);
    if (why) expect(refusal).toMatch(why);
    else expect(refusal).toBeUndefined();
  });

  test('without limits, or without a measurement, takes all', () => {
    expect(
      refusalOf({ cpuPercent: 100, memoryPercent: 100 }, { cpuLimit: 100, memoryLimit: 100 }, 4),
    ).toBeUndefined();
    expect(refusalOf(undefined, limits, 4)).toBeUndefined();
  });

  test('near a limit starts one at a time, and a veto stands above everything', () => {
    const load = { cpuPercent: 0, memoryPercent: 50 };
    const admission = new Admission({ limits, load: () => load });
    expect(admission.room(10, 0)).toBe(10);
    load.memoryPercent = 76;
    expect(admission.room(10, 0)).toBe(1);
    load.memoryPercent = 10;
    let veto: string | undefined = 'drained';
    admission.addVeto(() => veto);
    expect(admission.room(10, 0)).toBe(0);
    veto = undefined;
    expect(admission.room(10, 0)).toBe(10);
  });
});

describe('the machine', () => {
  function root(files: Record<string, string>): string {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tutti-cgroup-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return folder;
  }
  const meminfo = 'MemTotal:       1000 kB\nMemFree:  100 kB\nMemAvailable:   700 kB\n';
  const MiB = 1024 * 1024;

  test.each<[string, Record<string, string>, number]>([
    ['a host alone', {}, 30],
    ['no limit', { 'sys/fs/cgroup/memory.max': 'max\n', 'sys/fs/cgroup/memory.current': '900' }, 30],
    [
      'a container, less what the page cache gives back',
      {
        'sys/fs/cgroup/memory.max': String(100 * 1024),
        'sys/fs/cgroup/memory.current': String(80 * 1024),
        'sys/fs/cgroup/memory.stat': `anon 5\ninactive_file ${30 * 1024}\n`,
      },
      50,
    ],
    [
      'an old container',
      {
        'sys/fs/cgroup/memory/memory.limit_in_bytes': String(100 * 1024),
        'sys/fs/cgroup/memory/memory.usage_in_bytes': String(60 * 1024),
      },
      60,
    ],
    [
      'a limit above the machine',
      { 'sys/fs/cgroup/memory.max': String(9 * MiB), 'sys/fs/cgroup/memory.current': String(8 * MiB) },
      30,
    ],
  ])('memory of %s', (_, files, percent) => {
    expect(memoryPercent(root({ 'proc/meminfo': meminfo, ...files }))).toBeCloseTo(percent, 5);
  });

  test('processor time of a container with a quota, and of this machine', () => {
    const folder = root({
      'sys/fs/cgroup/cpu.max': '50000 100000\n',
      'sys/fs/cgroup/cpu.stat': 'usage_usec 2500000\n',
    });
    expect(cpuTimes(folder)).toEqual({ usedMs: 2500, cores: 0.5 });
    const own = cpuTimes(root({}));
    expect(own.cores).toBe(os.cpus().length);
    expect(own.usedMs).toBeGreaterThan(0);
  });

  test('percent of what may be used', () => {
    expect(cpuPercentBetween({ usedMs: 0, cores: 2 }, { usedMs: 1000, cores: 2 }, 1000)).toBe(50);
    expect(cpuPercentBetween({ usedMs: 0, cores: 0.5 }, { usedMs: 1000, cores: 0.5 }, 1000)).toBe(100);
    expect(cpuPercentBetween({ usedMs: 5, cores: 2 }, { usedMs: 5, cores: 2 }, 0)).toBe(0);
  });
});
