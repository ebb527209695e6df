import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { isSetting, SETTING_NAMES, unknownSetting } from './setting.ts';

export type Settings = Record<string, unknown>;

/** The settings of a JSON file; none when there is no such file. Unknown keys are refused. */
export function readSettingsFile(path: string): Settings {
  const settings = readRaw(path);
  const unknown = Object.keys(settings).find((name) => !isSetting(name) && name !== '$schema');
  if (unknown !== undefined) throw unknownSetting(unknown, settings[unknown], path, SETTING_NAMES);
  return settings;
}

/** The same without judging its keys, so that a wrong one can be removed. */
export function readRaw(path: string): Settings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return {};
    throw broken(path, (error as Error).message);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw broken(path, (error as Error).message);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw broken(path, 'it holds no JSON object');
  return value as Settings;
}

/** Written aside and renamed, so that a reader never sees half of it; private, since an address may hold a password. */
export function writeSettingsFile(path: string, settings: Settings): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${process.pid}.tmp`;
  writeFileSync(aside, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  renameSync(aside, path);
}

const broken = (path: string, why: string): CliError =>
  new CliError('CONFIG_INVALID', `${path} cannot be read: ${why}`, {
    exitCode: EXIT.usage,
    suggestion: `mend ${path}, or move it away`,
    details: { path },
  });
