/** The command line `tutti`, and what is generated from it: references and the schema of its files. */
export { cliReference } from './cli-reference.ts';
export { configurationReference, envExample } from './configuration/reference.ts';
export { loadConfiguration } from './configuration/load.ts';
export { main } from './main.ts';
export { schedulesFileSchema } from './schedule/schedules-file.ts';
