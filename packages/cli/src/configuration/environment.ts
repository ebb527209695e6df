import type { Environment } from '../io.ts';

/** The one place that reads the environment of the process. */
export const environment = (): Environment => process.env;
