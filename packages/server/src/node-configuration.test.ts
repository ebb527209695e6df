import { expect, test } from 'vitest';
import { describeConfiguration } from './node-configuration.ts';

const item = (name: string, ...given: Parameters<typeof describeConfiguration>) =>
  describeConfiguration(...given).items.find((one) => one.name === name);

test.each([
  ['default', { origin: 'default', from: null }],
  ['flag', { origin: 'flag', from: null }],
  ['environment', { origin: 'environment', from: null }],
  ['.env', { origin: 'file', from: '.env' }],
  ['/etc/tutti/config.json', { origin: 'file', from: '/etc/tutti/config.json' }],
  [undefined, { origin: 'given', from: null }],
])('a value from %s says so', (from, told) =>
  expect(item('port', 'a', { port: 3000 }, from === undefined ? {} : { port: from })).toMatchObject({
    ...told,
    value: '3000',
    default: '3000',
    env: 'PORT',
  }),
);

test('what is unset has no value', () =>
  expect(item('node', 'a', {})).toMatchObject({ value: null, origin: 'unset', default: null }));

test('secrets and passwords stay where they are', () => {
  const told = describeConfiguration('a', {
    secretKey: 'c2VjcmV0',
    databaseUrl: 'postgresql://tutti:hunter2@db.internal/tutti',
    token: 'tutti_abc',
  });
  expect(JSON.stringify(told)).not.toMatch(/c2VjcmV0|hunter2|tutti_abc/);
  expect(told.items.find(({ name }) => name === 'secretKey')).toMatchObject({ value: 'set', secret: true });
  expect(told.items.find(({ name }) => name === 'databaseUrl')?.value).toBe(
    'postgresql://tutti:***@db.internal/tutti',
  );
});

test('lists and labels read as they are written', () => {
  const given = { roles: ['api', 'worker'], labels: { gpu: 'true', region: 'eu' } } as const;
  expect(item('roles', 'a', { roles: [...given.roles] })?.value).toBe('api, worker');
  expect(item('labels', 'a', { labels: given.labels })?.value).toBe('gpu=true, region=eu');
});
