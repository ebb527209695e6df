import type { Command } from 'commander';
import { buildProgram } from './build.ts';
import { loadAll } from './load-all.ts';

/** The whole program with every command in full, for what is generated from it. */
export async function describeProgram(): Promise<Command> {
  return buildProgram({ definitions: await loadAll(), onChosen: () => {}, writeOut: () => {} });
}
