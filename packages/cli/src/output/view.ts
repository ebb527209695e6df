import { createColors } from 'picocolors';
import type { Environment } from '../io.ts';

export type Colours = ReturnType<typeof createColors>;

/** How to write for who reads: a terminal with colours and glyphs, or a file. */
export interface View {
  readonly isTerminal: boolean;
  /** Signs like ✓ and ·; without it words and commas stand for them. */
  readonly unicode: boolean;
  readonly colours: Colours;
  readonly width: number;
  readonly now: Date;
  /** The reader's time zone. */
  readonly zone: string;
}

export interface ViewOptions {
  environment: Environment;
  isTerminal: boolean;
  columns: number | undefined;
  colour: boolean;
  now: Date;
}

export function createView({ environment, isTerminal, columns, colour, now }: ViewOptions): View {
  return {
    isTerminal,
    unicode: isTerminal && hasUnicode(environment),
    colours: createColors(colour && isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb'),
    width: Math.max(40, columns ?? 80),
    now,
    // Asked for by few, and slow to load.
    get zone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
  };
}

/** POSIX: the first that is set of LC_ALL, LC_CTYPE, LANG decides. */
function hasUnicode(environment: Environment): boolean {
  if (process.platform === 'win32') return true;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return /utf-?8/i.test(locale);
}
