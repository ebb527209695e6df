import { CHANNEL_SECRETS, type ChannelType, HIDDEN } from '@tutti/contract';

type Config = Record<string, unknown>;

const isRecord = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The config as it may be read: secret texts hidden, of secret objects the values. */
export function shownConfig(type: ChannelType, config: Config): Config {
  const secrets = CHANNEL_SECRETS[type];
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      if (!secrets.includes(name)) return [name, value];
      return [
        name,
        isRecord(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, HIDDEN])) : HIDDEN,
      ];
    }),
  );
}

/** What was shown as hidden and comes back so is what it was; so is a secret that is left out. */
export function revealedConfig(type: ChannelType, given: Config, kept: Config): Config {
  const secrets = CHANNEL_SECRETS[type];
  const left = Object.fromEntries(
    secrets.flatMap((name) => (name in kept && !(name in given) ? [[name, kept[name]]] : [])),
  );
  const revealed = Object.entries(given).map(([name, value]) => [
    name,
    secrets.includes(name) ? reveal(value, kept[name]) : value,
  ]);
  return { ...left, ...(Object.fromEntries(revealed) as Config) };
}

function reveal(given: unknown, kept: unknown): unknown {
  if (given === HIDDEN) return kept ?? given;
  if (!isRecord(given)) return given;
  const before = isRecord(kept) ? kept : {};
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, value === HIDDEN ? (before[key] ?? value) : value]),
  );
}

/** The config with its secret texts sealed, or opened. */
export function mapConfig(type: ChannelType, config: Config, by: (text: string) => string): Config {
  const map = (value: unknown): unknown => {
    if (typeof value === 'string') return by(value);
    return isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]))
      : value;
  };
  const secrets = CHANNEL_SECRETS[type];
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, secrets.includes(name) ? map(value) : value]),
  );
}
