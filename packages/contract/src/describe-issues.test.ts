import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';
import { EventFilter } from './event.ts';
import { RetryPolicy } from './execution.ts';
import { ScheduleInput } from './schedule.ts';
import { ClientMessage } from './websocket.ts';
import { describeIssues } from './describe-issues.ts';

const draft = { name: 'a', taskType: 'b', taskConfig: {}, scheduleType: 'cron', scheduleConfig: {} };
const issuesOf = (fields: object) => describeIssues(ScheduleInput, { ...draft, ...fields });

test.each<[object, object[]]>([
  [{}, []],
  [{ name: undefined }, [{ field: 'name', message: 'is missing' }]],
  [{ name: 1 }, [{ field: 'name', message: 'must be a text, but is 1' }]],
  [{ name: null }, [{ field: 'name', message: 'must be a text, but is null' }]],
  [{ name: 'x'.repeat(300) }, [{ field: 'name', message: 'must have at most 200 characters' }]],
  [{ priority: 1.5 }, [{ field: 'priority', message: 'must be a whole number, but is 1.5' }]],
  [{ enabled: 'yes' }, [{ field: 'enabled', message: 'must be true or false, but is "yes"' }]],
  [{ tags: 'a' }, [{ field: 'tags', message: 'must be a list, but is "a"' }]],
  [{ taskConfig: [] }, [{ field: 'taskConfig', message: 'must be an object, but is a list' }]],
  [
    { scheduleType: 'crno' },
    [
      {
        field: 'scheduleType',
        message: 'must be one of cron, interval, one_time, event, but is "crno"',
        fix: 'did you mean cron?',
      },
    ],
  ],
  [
    { startsAt: 'soon' },
    [{ field: 'startsAt', message: 'must be a time with its zone, like 2026-11-21T02:00:00.000Z' }],
  ],
  [{ queu: 'x' }, [{ field: 'queu', message: 'is not a known field', fix: 'did you mean queue?' }]],
  [
    { zzz: 1 },
    [
      {
        field: 'zzz',
        message: 'is not a known field',
        fix: expect.stringContaining('known are name, description'),
      },
    ],
  ],
  [{ blackouts: [{ cron: '* * * * *' }] }, [{ field: 'blackouts.0.durationMs', message: 'is missing' }]],
  [
    { retryPolicy: { maxRetries: 'x' } },
    [{ field: 'retryPolicy.maxRetries', message: 'must be a number, but is "x"' }],
  ],
])('%j', (fields, expected) => {
  expect(issuesOf(fields)).toEqual(expected);
});

test('of a union, what each branch would take is told', () => {
  expect(describeIssues(RetryPolicy, 5)).toEqual([
    { field: '', message: 'must be one of standard, aggressive, conservative, none, or an object, but is 5' },
  ]);
  expect(describeIssues(ClientMessage, { type: 'x' })).toEqual([
    { field: 'type', message: 'must be one of ping, subscribe, unsubscribe, resume' },
  ]);
  expect(describeIssues(EventFilter, { 'data.n': { gtt: 1 } })[0]).toEqual({
    field: 'data.n.gtt',
    message: 'is not a known field',
    fix: 'did you mean gt?',
  });
});

test.each([
  ['taskTyp', 'taskType'],
  ['TASKTYPE', 'taskType'],
  ['limt', 'limit'],
  ['nothing like it', undefined],
  ['', undefined],
])('the name nearest to %s is %s', (name, expected) => {
  expect(nearestName(name, ['taskType', 'taskConfig', 'limit'])).toBe(expected);
});

test('a prefix names where the value stood', () => {
  expect(describeIssues(RetryPolicy, { maxRetries: -1 }, 'retryPolicy')).toEqual([
    { field: 'retryPolicy.maxRetries', message: 'must be at least 0' },
  ]);
});
