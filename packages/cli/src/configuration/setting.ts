import { SETTINGS, type SettingName, describeIssues } from '@tutti/contract';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import type { Environment } from '../io.ts';
import { nearestName } from '../parse/nearest-name.ts';

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];
export const isSetting = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);

const ENVIRONMENT_NAMES: readonly string[] = SETTING_NAMES.map((name) => SETTINGS[name].env);
/** Given by Tutti to the tasks it runs, which may well call this program. */
const TASK_NAMES: readonly string[] = ['TUTTI_TRIGGER', 'TUTTI_SLOT', 'TUTTI_EXECUTION_ID', 'TUTTI_ATTEMPT'];

/** A misspelt name would otherwise silently do nothing. */
export function checkEnvironmentNames(environment: Environment, where: string): void {
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('TUTTI_') || ENVIRONMENT_NAMES.includes(name) || TASK_NAMES.includes(name)) continue;
    throw unknownSetting(
      name,
      value,
      where,
      ENVIRONMENT_NAMES.filter((known) => known.startsWith('TUTTI_')),
    );
  }
}

/** The nearest known name, or all of them. */
export function unknownSetting(
  name: string,
  value: unknown,
  where: string,
  known: readonly string[],
): CliError {
  const nearest = nearestName(name, known);
  return invalid(
    `${name}${value === undefined ? '' : `=${shown(name, value)}`} in ${where} is not a known setting`,
    nearest ? `did you mean ${nearest}?` : `known are ${known.join(', ')}`,
    { name, nearest: nearest ?? null },
  );
}

/** The value as its schema reads it; `as` is the name the caller wrote. */
export function parseSetting(name: SettingName, value: unknown, as: string, origin: string): unknown {
  const setting = SETTINGS[name];
  const result = setting.schema.safeParse(value);
  if (result.success && fitsKind(value, result.data)) return result.data;
  const reason = result.success ? `a ${typeof result.data} is needed` : why(name, value, result.error.issues);
  const nearest = result.success ? undefined : nearestValue(String(value), result.error.issues);
  throw invalid(
    `${as}=${shown(name, value)} (${origin}) is not valid: ${reason}`,
    nearest
      ? `${as}=${nearest}`
      : `${setting.description}${'default' in setting ? `; the default is ${setting.default}` : ''}`,
    { name, origin, nearest: nearest ?? null },
  );
}

/** In words of our own. The value itself stands before them already, unless it is a secret. */
const why = (name: SettingName, value: unknown, [first]: readonly { code?: string }[]): string =>
  first?.code === 'invalid_type'
    ? 'a whole number is needed'
    : (describeIssues(SETTINGS[name].schema, value)[0]?.message.split(', but is ')[0] ??
      'it has the wrong form');

/** Coercion would take true and null for numbers. */
const fitsKind = (given: unknown, parsed: unknown): boolean =>
  typeof parsed !== 'number' ||
  typeof given === 'number' ||
  (typeof given === 'string' && given.trim() !== '');

interface Issue {
  code?: string | undefined;
  values?: readonly unknown[];
  minimum?: number | bigint;
  maximum?: number | bigint;
  errors?: readonly (readonly Issue[])[];
}

function nearestValue(text: string, issues: readonly unknown[]): string | undefined {
  for (const issue of issues as readonly Issue[]) {
    if (issue.code === 'invalid_value') return nearestName(text, (issue.values ?? []).map(String));
    if (issue.code === 'too_big') return String(issue.maximum);
    if (issue.code === 'too_small') return String(issue.minimum);
    if (issue.code === 'invalid_union') {
      const inner = (issue.errors ?? [])
        .map((branch) => nearestValue(text, branch))
        .find((value) => value !== undefined);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

const invalid = (message: string, suggestion: string, details: object): CliError =>
  new CliError('CONFIG_INVALID', message, { exitCode: EXIT.usage, suggestion, details });

/** A value for a message: short, and without passwords. */
export function shown(name: string, value: unknown): string {
  if (/SECRET|TOKEN|PASSWORD|KEY/i.test(name)) return '***';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const safe = withoutPassword(text);
  return safe.length > 80 ? `${safe.slice(0, 79)}…` : safe;
}

export const withoutPassword = (text: string): string => text.replace(/(:\/\/[^/?#:@]*:)[^/?#]*@/, '$1***@');
