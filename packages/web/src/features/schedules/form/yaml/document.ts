import { nearestName, type FieldError, type ScheduleDraft } from '@tutti/contract';
import { Document, LineCounter, parseDocument, type Node, type Pair } from 'yaml';
import { toEntry } from './entry.ts';
import { FIELDS, fromEntry, isObject, SHORT_FORMS } from './from-entry.ts';

/** What is wrong, and in which line. */
export interface LineError extends FieldError {
  line: number;
}

/** What a text says; a draft only where nothing is wrong that can be seen without the server. */
export interface ReadText {
  draft: ScheduleDraft | undefined;
  errors: readonly LineError[];
  /** Of a field as the server names it: its own line, or that of the nearest thing around it. */
  lineOf: (field: string) => number;
}

const ENTRY: readonly (string | number)[] = ['schedules', 0];

/** A file for `tutti apply` with the one schedule. */
export const writeText = (draft: ScheduleDraft): string =>
  new Document({ schedules: [toEntry(draft)] }).toString({ lineWidth: 0, nullStr: 'null' });

export function readText(text: string, ownZone: string): ReadText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const lineOf = (field: string): number => {
    const path = pathOf(fieldInText(document, field));
    for (let depth = path.length; depth >= 0; depth--) {
      const offset = offsetOf(document, [...ENTRY, ...path.slice(0, depth)]);
      if (offset !== undefined) return lineAt(offset);
    }
    return 1;
  };
  if (document.errors.length > 0) {
    const errors = document.errors.map(({ pos, message }) => ({ field: '', message, line: lineAt(pos[0]) }));
    return { draft: undefined, errors, lineOf };
  }
  const errors: FieldError[] = [];
  const entry = entryOf(document.toJS({ maxAliasCount: 100 }), errors);
  const draft = entry && fromEntry(entry, ownZone, errors);
  return {
    draft: errors.length === 0 ? draft : undefined,
    errors: errors.map((error) => ({ ...error, line: lineOf(error.field) })),
    lineOf,
  };
}

function entryOf(content: unknown, errors: FieldError[]): Record<string, unknown> | undefined {
  const schedules = isObject(content) ? content['schedules'] : undefined;
  const refuse = (message: string, fix: string): undefined => void errors.push({ field: '', message, fix });
  if (!Array.isArray(schedules))
    return refuse('must hold a list', 'begin with schedules: and - name: below it');
  if (schedules.length !== 1)
    return refuse(`holds ${schedules.length} schedules`, 'keep one; tutti apply takes many');
  const [entry] = schedules as unknown[];
  if (!isObject(entry)) return refuse('is not a schedule', 'write - name: nightly-backup');
  for (const key of Object.keys(entry)) {
    if (FIELDS.includes(key)) continue;
    const nearest = nearestName(key, FIELDS);
    errors.push({ field: key, message: 'is not a known field', fix: nearest ?? 'remove it' });
  }
  return entry;
}

const pathOf = (field: string): (string | number)[] =>
  field === '' ? [] : field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** What the server calls `scheduleConfig.cron` may stand in the text as `cron`. */
function fieldInText(document: Document.Parsed, field: string): string {
  const short = Object.entries(SHORT_FORMS).find(
    ([name, long]) => (field === long || field.startsWith(`${long}.`)) && document.hasIn([...ENTRY, name]),
  );
  return short ? short[0] + field.slice(short[1].length) : field;
}

/** The start of the key where there is one: that is where one looks. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  const last = path.at(-1);
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const pair = (parent as { items?: readonly (Pair<Node> | Node)[] } | null | undefined)?.items?.find(
    (item): item is Pair<Node> => 'key' in item && (item.key as { value?: unknown } | null)?.value === last,
  );
  const node = pair?.key ?? (document.getIn(path, true) as Node | undefined);
  return node?.range?.[0];
}
