import { describe, expect, test } from 'vitest';
import { type Candidate, decideFit, offerOf, takenOf } from './fit.ts';

const size = { cores: 8, memoryMb: 16_000 };
const offer = offerOf(size, { cpuLimit: 80, memoryLimit: 85 });
const nothing = { cpuCores: 0, memoryMb: 0 };
const waiting = (id: number, cost: Candidate['cost'], waitedMs = 0): Candidate => ({ id, cost, waitedMs });
const patienceMs = 60_000;
const large = { memoryMb: 12_000 };
const small = { memoryMb: 1000 };

test('a node offers its share under its limits; 100 is no limit', () => {
  expect(offer).toEqual({ cpuCores: 6.4, memoryMb: 13_600 });
  expect(offerOf(size, { cpuLimit: 100, memoryLimit: 100 })).toEqual({
    cpuCores: Infinity,
    memoryMb: Infinity,
  });
});

describe('what is taken', () => {
  const load = { cpuPercent: 25, memoryPercent: 50 };
  test.each([
    ['nothing measured, nothing running', undefined, [], nothing],
    ['what is measured', load, [], { cpuCores: 2, memoryMb: 8000 }],
    [
      'what has just started comes on top',
      load,
      [{ cost: { cpuCores: 1, memoryMb: 500 }, ageMs: 100 }],
      { cpuCores: 3, memoryMb: 8500 },
    ],
    [
      'what runs for long shows in the measurement',
      load,
      [{ cost: { cpuCores: 1, memoryMb: 500 }, ageMs: 60_000 }],
      { cpuCores: 2, memoryMb: 8000 },
    ],
    [
      'what does not use what it said keeps it all the same',
      load,
      [{ cost: { cpuCores: 4, memoryMb: 9000 }, ageMs: 60_000 }],
      { cpuCores: 4, memoryMb: 9000 },
    ],
  ])('%s', (_, measured, occupants, expected) => {
    expect(takenOf(measured, size, occupants)).toEqual(expected);
  });
});

describe('who starts', () => {
  const node = { offer, taken: nothing, places: 4, busy: 0, patienceMs };
  const half = { cpuCores: 1, memoryMb: 7000 };
  test.each([
    ['what fits, in order', [waiting(1, small), waiting(2, large)], node, [1, 2], null],
    ['exactly what is left', [waiting(1, { cpuCores: 6.4, memoryMb: 13_600 })], node, [1], null],
    [
      'a busy processor is nothing to what states memory alone',
      [waiting(1, small), waiting(2, { cpuCores: 0.1 })],
      { ...node, taken: { cpuCores: 8, memoryMb: 0 } },
      [1],
      null,
    ],
    ['each takes its part', [waiting(1, half), waiting(2, half), waiting(3, small)], node, [1, 3], null],
    [
      'no more than there are places',
      [waiting(1, small), waiting(2, small)],
      { ...node, places: 1 },
      [1],
      null,
    ],
    [
      'smaller ones go first for a while',
      [waiting(1, large, patienceMs - 1), waiting(2, small)],
      { ...node, taken: half, busy: 1 },
      [2],
      null,
    ],
    [
      'but not for ever: then the node is kept free',
      [waiting(1, large, patienceMs), waiting(2, small)],
      { ...node, taken: half, busy: 1 },
      [],
      1,
    ],
    [
      'those before it in line still start',
      [waiting(1, small), waiting(2, large, patienceMs), waiting(3, small)],
      { ...node, taken: half, busy: 1 },
      [1],
      2,
    ],
    [
      'at rest it has the node alone, whatever others use of the machine',
      [waiting(1, large, patienceMs), waiting(2, small)],
      { ...node, taken: half },
      [1],
      null,
    ],
    ['at rest, but impatient too early', [waiting(1, large, 0)], { ...node, taken: half }, [], null],
    [
      'what can never fit keeps nobody waiting',
      [waiting(1, { cpuCores: 7 }, 1e9), waiting(2, small)],
      node,
      [2],
      null,
    ],
  ])('%s', (_, candidates, where, start, keepFor) => {
    expect(decideFit(candidates, where)).toEqual({ start, keepFor });
  });
});
