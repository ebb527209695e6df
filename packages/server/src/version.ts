import packageJson from '../package.json' with { type: 'json' };

/** The version of this Tutti. */
export const VERSION = packageJson.version;
