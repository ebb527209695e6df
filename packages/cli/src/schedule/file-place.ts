import type { Document, LineCounter, Node, Pair } from 'yaml';
import { SHORT_FORMS } from './schedules-file.ts';

/** A fault in a file: where, which field, why, and what to write instead. */
export interface FileFault {
  file: string;
  line: number;
  field: string;
  message: string;
  fix?: string | undefined;
}

/** A schedule's place in a file, from which its fields are found. */
export interface FilePlace {
  file: string;
  document: Document.Parsed;
  lines: LineCounter;
  path: readonly (string | number)[];
}

/** The line of a field, or of the nearest thing around it that is written down. */
export function lineOf({ document, lines, path }: FilePlace, field: readonly (string | number)[]): number {
  for (let depth = field.length; depth >= 0; depth -= 1) {
    const offset = offsetOf(document, [...path, ...field.slice(0, depth)]);
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

/** The start of the key where there is one: that is where one looks. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  const last = path.at(-1);
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const pair = (parent as { items?: readonly (Pair<Node> | Node)[] } | undefined)?.items?.find(
    (item): item is Pair<Node> => 'key' in item && (item.key as { value?: unknown } | null)?.value === last,
  );
  const node = pair?.key ?? (document.getIn(path, true) as Node | undefined);
  return node?.range?.[0];
}

/** What the server calls `scheduleConfig.cron` may stand in the file as `cron`. */
export function fieldInFile({ document, path }: FilePlace, serverField: string): string {
  const short = Object.entries(SHORT_FORMS).find(
    ([, long]) => serverField === long || serverField.startsWith(`${long}.`),
  );
  if (!short || !document.hasIn([...path, short[0]])) return serverField;
  return short[0] + serverField.slice(short[1].length);
}
