import { ERROR_CODES, Problem, TuttiError } from '@tutti/contract';
import type { ErrorCode } from '@tutti/contract';
import { DatabaseUnavailableError } from '@tutti/database';
import { expect, test } from 'vitest';
import { toAnswer } from './problem.ts';

test.each(Object.keys(ERROR_CODES) as ErrorCode[])('%s has a status and fits the contract', (code) => {
  const { status, body } = toAnswer(new TuttiError(code, 'Because.'), 'r1');
  expect(status).toBeGreaterThanOrEqual(400);
  expect(Problem.parse(body)).toEqual(body);
  expect(body).toMatchObject({ code, status, title: ERROR_CODES[code], requestId: 'r1' });
});

test('what is not catalogued tells nothing of itself', () => {
  const { status, body } = toAnswer(
    Object.assign(new Error('relation "x" does not exist'), { code: '42P01' }),
    'r1',
  );
  expect([status, body.code]).toEqual([500, 'INTERNAL']);
  expect(JSON.stringify(body)).not.toContain('relation');
});

test('a database out of reach may be asked again', () => {
  const { status, headers, body } = toAnswer(
    new DatabaseUnavailableError('connect ECONNREFUSED 10.1.2.3:5432'),
    'r1',
  );
  expect([status, headers['retry-after'], body.code]).toEqual([503, '2', 'DATABASE_UNAVAILABLE']);
  expect(body.detail).not.toContain('10.1.2.3');
});

test('a wrong method names the right ones', () => {
  const { headers, body } = toAnswer(
    new TuttiError('METHOD_NOT_ALLOWED', 'No.', { allowed: ['GET', 'HEAD'] }),
    'r1',
  );
  expect([headers['allow'], body.allowed]).toEqual(['GET, HEAD', ['GET', 'HEAD']]);
});
