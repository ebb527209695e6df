import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { SETTINGS } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { apiAddress } from './api-address.ts';
import { homeConfigFile, loadConfiguration, type Sources } from './load.ts';
import { configurationReference, envExample } from './reference.ts';
import { readRaw, writeSettingsFile } from './settings-file.ts';

interface Places {
  flags?: Sources['flags'];
  environment?: Record<string, string>;
  dotenv?: string;
  project?: object;
  home?: object;
}

function sources({ flags = {}, environment = {}, dotenv, project, home }: Places): Sources {
  const cwd = mkdtempSync(join(tmpdir(), 'tutti-config-'));
  const homeFolder = mkdtempSync(join(tmpdir(), 'tutti-home-'));
  if (dotenv !== undefined) writeFileSync(join(cwd, '.env'), dotenv);
  if (project) writeFileSync(join(cwd, 'tutti.config.json'), JSON.stringify(project));
  if (home) writeFileSync(join(homeFolder, 'config.json'), JSON.stringify(home));
  return { flags, cwd, environment: { TUTTI_HOME: homeFolder, ...environment } };
}
const load = (places: Places) => loadConfiguration(sources(places));

describe('precedence', () => {
  const all: Required<Places> = {
    flags: { port: '1' },
    environment: { PORT: '2' },
    dotenv: 'PORT=3',
    project: { port: 4 },
    home: { port: 5 },
  };
  const order = ['flags', 'environment', 'dotenv', 'project', 'home'] as const;

  test.each(order.map((_, index) => [order[index], index + 1] as const))(
    '%s wins over what comes after it',
    (_, port) => {
      const rest = Object.fromEntries(order.slice(port - 1).map((name) => [name, all[name]]));
      expect(load(rest).configuration.port).toBe(port);
    },
  );

  test('the default, and where each value comes from', () => {
    const { configuration, origins } = load({ dotenv: 'LOG_LEVEL=debug', home: { retries: 7 } });
    expect(configuration).toMatchObject({
      port: 3000,
      logLevel: 'debug',
      retries: 7,
      databaseUrl: undefined,
    });
    expect(origins).toMatchObject({
      port: 'default',
      logLevel: '.env',
      retries: expect.stringContaining('config.json'),
      databaseUrl: 'unset',
    });
  });

  test('an empty variable counts as absent', () => {
    expect(
      load({ environment: { PORT: '', DATABASE_URL: '' }, dotenv: 'PORT=' }).configuration,
    ).toMatchObject({ port: 3000 });
  });

  test('it is frozen, lists too', () => {
    const { configuration } = load({ environment: { TUTTI_ROLES: 'api, worker' } });
    expect(configuration.roles).toEqual(['api', 'worker']);
    expect(Object.isFrozen(configuration) && Object.isFrozen(configuration.roles)).toBe(true);
  });

  test('the home is expanded and made absolute', () => {
    expect(
      loadConfiguration({ flags: {}, cwd: '/', environment: { TUTTI_HOME: '~/x' } }).configuration.home,
    ).toBe(join(homedir(), 'x'));
    expect(
      loadConfiguration({ flags: { home: 'rel' }, cwd: '/srv', environment: {} }).configuration.home,
    ).toBe('/srv/rel');
  });
});

describe('what is wrong stops with name, value and the nearest valid one', () => {
  test.each<[Places, string, string]>([
    [
      { environment: { TUTTI_MAX_CONCURENT: '3' } },
      'TUTTI_MAX_CONCURENT=3 in the environment is not a known setting',
      'did you mean TUTTI_MAX_CONCURRENT?',
    ],
    [{ dotenv: 'TUTTI_HOM=/x' }, 'TUTTI_HOM=/x in .env', 'did you mean TUTTI_HOME?'],
    [{ environment: { TUTTI_ZZZZZZZZZZZZ: '1' } }, 'is not a known setting', 'known are TUTTI_HOME'],
    [{ project: { prot: 1 } }, 'prot=1 in', 'did you mean port?'],
    [{ environment: { PORT: 'abc' } }, 'PORT=abc (environment) is not valid', 'Port of the API'],
    [{ flags: { port: '70000' } }, '--port=70000 (flag) is not valid: must be at most 65535', '--port=65535'],
    [
      { environment: { TUTTI_SANDBOX: 'docker' } },
      'TUTTI_SANDBOX=docker (environment) is not valid: must be one of none, bubblewrap',
      'bwrap',
    ],
    [
      { environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'x' } },
      'is not valid: must be an address, like https://example.com',
      'traces',
    ],
    [{ environment: { LOG_LEVEL: 'inof' } }, 'LOG_LEVEL=inof', 'LOG_LEVEL=info'],
    [{ environment: { TUTTI_ROLES: 'api,wroker' } }, 'TUTTI_ROLES=api,wroker', ''],
    [{ project: { port: true } }, 'port=true', ''],
    [{ project: { port: null } }, 'port=null', ''],
    [{ environment: { DATABASE_URL: 'mysql://u:hunter2@h/d' } }, 'DATABASE_URL=mysql://u:***@h/d', ''],
  ])('%j', (places, message, suggestion) => {
    const attempt = (): unknown => load(places);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        exitCode: 2,
        suggestion: expect.stringContaining(suggestion),
      }),
    );
  });

  test('a secret is not shown', () => {
    expect(() => load({ environment: { TUTTI_SECRETS: 'hunter2' } })).toThrow(/^((?!hunter2).)*$/s);
  });

  test('a file that is no JSON object', () => {
    const given = sources({});
    writeFileSync(join(given.cwd, 'tutti.config.json'), '{"port": }');
    expect(() => loadConfiguration(given)).toThrow('tutti.config.json cannot be read');
    writeFileSync(join(given.cwd, 'tutti.config.json'), '[]');
    expect(() => loadConfiguration(given)).toThrow('it holds no JSON object');
  });

  test('names that Tutti gives to tasks, and those of others, are no settings', () => {
    const environment = {
      TUTTI_TRIGGER: '{}',
      TUTTI_SLOT: 'x',
      TUTTI_EXECUTION_ID: 'x',
      TUTTI_ATTEMPT: '1',
      OTHER: 'x',
    };
    expect(load({ environment }).configuration.port).toBe(3000);
  });
});

test('a settings file is private and replaced as a whole', () => {
  const file = homeConfigFile(sources({ home: { nonsense: 1 } }));
  writeSettingsFile(file, { port: 1 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readRaw(file)).toEqual({ port: 1 });
  expect(readFileSync(file, 'utf8')).toBe('{\n  "port": 1\n}\n');
});

test.each([
  [{ host: '127.0.0.1', port: 3000, apiUrl: undefined }, 'http://127.0.0.1:3000'],
  [{ host: '0.0.0.0', port: 80, apiUrl: undefined }, 'http://127.0.0.1:80'],
  [{ host: '::1', port: 80, apiUrl: undefined }, 'http://[::1]:80'],
  [{ host: 'x', port: 0, apiUrl: 'https://t.example/base/' }, 'https://t.example/base'],
])('the API of %j', (configuration, address) => expect(apiAddress(configuration)).toBe(address));

test('a free port has no known address', () => {
  expect(() => apiAddress({ host: 'x', port: 0, apiUrl: undefined })).toThrow(
    'the address of the API is not known',
  );
});

test('references name every setting, and the example changes nothing until it is edited', () => {
  for (const { env } of Object.values(SETTINGS)) {
    expect(envExample()).toContain(`#${env}=`);
    expect(configurationReference()).toContain(`\`${env}\``);
  }
  expect(parseEnv(envExample())).toEqual({});
  const edited = parseEnv(envExample().replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
  const { TUTTI_HOME: _, ...environment } = edited as Record<string, string>;
  expect(load({ environment }).configuration.port).toBe(3000);
});
