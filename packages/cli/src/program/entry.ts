import type { AnyCommand } from './command.ts';

export interface Entry {
  /** Words on the command line: `schedule create`. */
  readonly path: string;
  readonly summary: string;
  readonly load: () => Promise<{ command: AnyCommand }>;
}

export const entry = (path: string, summary: string, load: Entry['load']): Entry => ({ path, summary, load });
