import { SETTINGS, type Configuration, type NodeConfiguration, type SettingName } from '@tutti/contract';

/** Where each value came from, as the one who read the configuration tells it: a word, or a file. */
export type Origins = Readonly<Partial<Record<SettingName, string>>>;

type Item = NodeConfiguration['items'][number];

/** Of commands, not of nodes. */
const OF_COMMANDS: readonly SettingName[] = ['token', 'apiUrl', 'retries'];
const NAMES = (Object.keys(SETTINGS) as SettingName[]).filter((name) => !OF_COMMANDS.includes(name));

/** What a node was started with, fit to be shown: no secrets, no passwords. */
export function describeConfiguration(
  node: string,
  configuration: Partial<Configuration>,
  origins: Origins = {},
): NodeConfiguration {
  return { node, items: NAMES.map((name) => describe(name, configuration[name], origins[name])) };
}

function describe(name: SettingName, value: unknown, from: string | undefined): Item {
  const setting = SETTINGS[name];
  const secret = 'secret' in setting;
  return {
    name,
    env: setting.env,
    value: value === undefined ? null : secret ? 'set' : withoutPassword(textOf(value)),
    default: 'default' in setting ? setting.default : null,
    ...originOf(value, from),
    secret,
    description: setting.description,
  };
}

function originOf(value: unknown, from: string | undefined): Pick<Item, 'origin' | 'from'> {
  switch (from) {
    case 'default':
    case 'unset':
    case 'flag':
    case 'environment':
      return { origin: from, from: null };
    case undefined:
      return { origin: value === undefined ? 'unset' : 'given', from: null };
    default:
      return { origin: 'file', from };
  }
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, of]) => `${key}=${String(of)}`)
      .join(', ');
  return String(value);
}

const withoutPassword = (text: string): string => text.replace(/(:\/\/[^/?#:@]*:)[^/?#]*@/, '$1***@');
