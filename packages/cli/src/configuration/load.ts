import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { SETTINGS, type Configuration, type SettingName } from '@tutti/contract';
import type { Environment } from '../io.ts';
import { kebab } from '../program/option.ts';
import type { Flags } from '../program/context.ts';
import { readSettingsFile } from './settings-file.ts';
import { checkEnvironmentNames, parseSetting, SETTING_NAMES } from './setting.ts';

export interface Sources {
  environment: Environment;
  cwd: string;
  flags: Flags;
}
export interface Loaded {
  configuration: Configuration;
  /** Where each value comes from. */
  origins: Readonly<Record<SettingName, string>>;
  /** TUTTI_HOME/config.json. */
  homeFile: string;
}

interface Layer {
  origin: string;
  /** The raw value and the name it stands under there. */
  find: (name: SettingName) => { value: unknown; as: string } | undefined;
}

/** Flags, environment, .env, tutti.config.json, TUTTI_HOME/config.json, defaults: the first that has a value wins. */
export function loadConfiguration(sources: Sources): Loaded {
  const near = nearLayers(sources);
  const home = homeFolder(near, sources.cwd);
  const homeFile = join(home, 'config.json');
  const layers = [...near, fileLayer(homeFile), defaultLayer];
  const values: Partial<Record<SettingName, unknown>> = {};
  const origins = {} as Record<SettingName, string>;
  for (const name of SETTING_NAMES) {
    const { value, origin } = settle(name, layers);
    values[name] = name === 'home' ? home : freeze(value);
    origins[name] = origin;
  }
  return { configuration: Object.freeze(values) as Configuration, origins, homeFile };
}

/** TUTTI_HOME/config.json, whatever else may be wrong. */
export function homeConfigFile(sources: Sources): string {
  return join(homeFolder(nearLayers(sources), sources.cwd), 'config.json');
}

function nearLayers({ environment, cwd, flags }: Sources): Layer[] {
  const dotenv = readDotenv(join(cwd, '.env'));
  checkEnvironmentNames(environment, 'the environment');
  checkEnvironmentNames(dotenv, '.env');
  return [
    { origin: 'flag', find: (name) => found(flags[name], `--${kebab(name)}`) },
    environmentLayer('environment', environment),
    environmentLayer('.env', dotenv),
    fileLayer(join(cwd, 'tutti.config.json')),
  ];
}

/** An empty variable counts as absent: compose files pass those for what is not set. */
const environmentLayer = (origin: string, environment: Environment): Layer => ({
  origin,
  find: (name) => found(environment[SETTINGS[name].env] || undefined, SETTINGS[name].env),
});

function fileLayer(path: string): Layer {
  const settings = readSettingsFile(path);
  return { origin: path, find: (name) => found(settings[name], name) };
}

const defaultLayer: Layer = {
  origin: 'default',
  find: (name) => {
    const setting = SETTINGS[name];
    return found('default' in setting ? setting.default : undefined, name);
  },
};

const found = (value: unknown, as: string): { value: unknown; as: string } | undefined =>
  value === undefined ? undefined : { value, as };

function settle(name: SettingName, layers: readonly Layer[]): { value: unknown; origin: string } {
  for (const layer of layers) {
    const hit = layer.find(name);
    if (hit) return { value: parseSetting(name, hit.value, hit.as, layer.origin), origin: layer.origin };
  }
  return { value: parseSetting(name, undefined, name, 'default'), origin: 'unset' };
}

/** The home is settled first, since the last file stands in it. */
function homeFolder(layers: readonly Layer[], cwd: string): string {
  const { value } = settle('home', [...layers, defaultLayer]);
  const path = String(value);
  return resolve(cwd, path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);
}

function readDotenv(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    // Absent, or a folder of that name.
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return {};
    throw error;
  }
}

const freeze = (value: unknown): unknown => (Array.isArray(value) ? Object.freeze(value) : value);
