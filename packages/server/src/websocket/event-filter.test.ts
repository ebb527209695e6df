import type { Event, Subscriptions } from '@tutti/contract';
import { expect, test } from 'vitest';
import { compileFilter } from './event-filter.ts';

const UUID = '019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e';
const event = (type: string, data: Record<string, unknown> = {}): Event => ({
  id: '1-1-0',
  type,
  data,
  at: '2026-01-01T00:00:00.000Z',
  actor: null,
  correlationId: null,
  causationId: null,
  depth: 0,
});
const completed = event('execution.completed', { executionId: UUID, id: 7, scheduleId: 12 });
const triggered = event('schedule.triggered', { id: 12, name: 'nightly' });
const recorded = event('error.recorded', { severity: 'high', executionId: UUID, scheduleId: 13 });
const all = [completed, triggered, recorded];

test.each<[Subscriptions, Event[]]>([
  [{}, all],
  [{ topics: ['execution'] }, [completed]],
  [{ topics: ['execution', 'schedule'] }, [completed, triggered]],
  [{ topics: [`execution:${UUID}`] }, [completed]],
  [{ topics: [`EXECUTION:${UUID.toUpperCase()}`] }, [completed]],
  [{ topics: ['schedule:12'] }, [triggered]],
  [{ topics: ['schedule:13'] }, []],
  [{ topics: [] }, []],
  [{ types: ['execution.*'] }, [completed]],
  [{ types: ['*'] }, all],
  [{ types: ['schedule.triggered', 'error.recorded'] }, [triggered, recorded]],
  [{ scheduleIds: [12] }, [completed, triggered]],
  [{ scheduleIds: [13] }, [recorded]],
  [{ executionIds: [UUID] }, [completed, recorded]],
  [{ severities: ['high'] }, all],
  [{ severities: ['low'] }, [completed, triggered]],
  [{ scheduleIds: [12], types: ['execution.*'] }, [completed]],
  [{ scheduleIds: [12], topics: ['error'] }, []],
  [{ logs: [UUID] }, all],
])('%j', (subscriptions, expected) => {
  const filter = compileFilter(subscriptions);
  expect(all.filter((candidate) => !filter || filter(candidate))).toEqual(expected);
});

test('no subscription means every event', () => {
  expect(compileFilter(null)).toBeNull();
});
