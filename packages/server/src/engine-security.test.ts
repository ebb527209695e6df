import { expect, test } from 'vitest';
import { securityOptions } from './engine-security.ts';

const base = {
  home: '/var/lib/tutti',
  databaseUrl: undefined,
  secretKey: undefined,
  secretKeyFile: undefined,
  auth: 'local',
  httpAllow: undefined,
  shellAllow: undefined,
  runAs: undefined,
  sandbox: 'none',
  sandboxNetwork: false,
} as const;
const url = 'postgresql://db/tutti';

test.each([
  [{}, { ownFile: '/var/lib/tutti/secret.key' }],
  [{ databaseUrl: url }, { missing: true }],
  [{ databaseUrl: url, secretKey: 'k' }, { given: 'k' }],
  [{ secretKeyFile: '/run/secrets/key' }, { file: '/run/secrets/key' }],
  [{ secretKey: 'k', secretKeyFile: '/f' }, { given: 'k' }],
])('%j: the key is %j', (settings, place) =>
  expect(securityOptions({ ...base, ...settings }).secretKey).toEqual(place),
);

test.each([
  [{}, undefined],
  [{ auth: 'token' }, []],
  [{ auth: 'token', httpAllow: ['10.0.0.0/8'] }, ['10.0.0.0/8']],
  [{ httpAllow: ['a.example'] }, ['a.example']],
] as const)('%j: requests may reach %j', (settings, allow) =>
  expect(securityOptions({ ...base, ...settings } as never).httpAllow).toEqual(allow),
);

test('no command in the sandbox sees what belongs to Tutti', () => {
  expect(securityOptions(base).shell.hidden).toEqual(['/var/lib/tutti']);
  expect(securityOptions({ ...base, secretKeyFile: '/etc/key' }).shell.hidden).toContain('/etc/key');
});
