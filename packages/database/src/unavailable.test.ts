import { expect, test } from 'vitest';
import { DatabaseUnavailableError, isDatabaseUnavailable, toDatabaseError } from './unavailable.ts';

const coded = (code: string) => Object.assign(new Error('x'), { code });

const CONNECTION_CODES =
  'ECONNREFUSED ECONNRESET ENOENT EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN 57P01 57P02 57P03 53300 08006 08P01 25006';

test.for(CONNECTION_CODES.split(' '))('%s is the connection', (code) => {
  expect(isDatabaseUnavailable(coded(code))).toBe(true);
});

test.for(['23505', '57014', '40001', '42P01', '28P01', '3D000', '53100', 'ERR_INVALID_ARG_TYPE'])(
  '%s is the statement or the configuration',
  (code) => {
    expect(isDatabaseUnavailable(coded(code))).toBe(false);
  },
);

test.for([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'timeout expired',
  'Query read timeout',
])('"%s" is the connection', (message) => {
  expect(isDatabaseUnavailable(new Error(message))).toBe(true);
});

test('several addresses that all failed are the connection', () => {
  expect(isDatabaseUnavailable(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]))).toBe(true);
  expect(isDatabaseUnavailable(new Error('boom'))).toBe(false);
  expect(isDatabaseUnavailable('ECONNRESET')).toBe(false);
});

test('the error is wrapped once and keeps its cause; others pass as they are', () => {
  const cause = coded('ECONNRESET');
  const wrapped = toDatabaseError(cause, 'testing');
  expect(wrapped).toBeInstanceOf(DatabaseUnavailableError);
  expect(wrapped).toMatchObject({ cause });
  expect(toDatabaseError(wrapped, 'again')).toBe(wrapped);
  const other = coded('23505');
  expect(toDatabaseError(other, 'testing')).toBe(other);
});
