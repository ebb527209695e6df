import { SETTINGS } from '@tutti/contract';

/** A node's configuration: the defaults, and what is given. Nothing of the environment, so that every run is alike. */
export function configurationOf(given) {
  const defaults = Object.entries(SETTINGS).map(([name, { schema, default: value }]) => [
    name,
    schema.parse(value),
  ]);
  // Whatever keeps the machine busy is what is measured, so no node may stop for it.
  const limits = { cpuLimit: 100, memoryLimit: 100 };
  return {
    ...Object.fromEntries(defaults),
    ...limits,
    host: '127.0.0.1',
    port: 0,
    examples: false,
    ...given,
  };
}

/** As DATABASE_URL would name it. */
export const databaseUrlOf = ({ host, port, user, database }) =>
  `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
