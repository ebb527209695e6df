import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ScheduleDraft } from '@tutti/contract';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { nearestName } from '../parse/nearest-name.ts';
import { lineOf, type FileFault, type FilePlace } from './file-place.ts';
import { FileEntry } from './schedules-file.ts';
import { FieldFault, toDraft } from './to-draft.ts';
import type { Here } from './timing-options.ts';

export interface ReadSchedule {
  draft: ScheduleDraft;
  place: FilePlace;
}

/** The schedules of a file, or of every YAML and JSON file below a folder. All faults of all files are told at once. */
export async function readSchedules(path: string, cwd: string, here: Here): Promise<ReadSchedule[]> {
  const faults: FileFault[] = [];
  const read: ReadSchedule[] = [];
  for (const file of filesAt(join(cwd, '.') === path ? path : resolveFrom(cwd, path))) {
    const shownAs = relative(cwd, file) || file;
    for (const place of await placesIn(file, shownAs, faults)) readOne(place, here, read, faults);
  }
  findTwins(read, faults);
  if (faults.length > 0) throw filesInvalid(faults);
  return read;
}

const resolveFrom = (cwd: string, path: string): string => (path.startsWith('/') ? path : join(cwd, path));

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
  } catch (error) {
    throw new CliError('FILE_INVALID', `${path} cannot be read: ${(error as Error).message}`, {
      exitCode: EXIT.usage,
      suggestion: 'name a YAML or JSON file, or a folder of them',
    });
  }
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name) && !/(^|\/)(\.|node_modules\/)/.test(name))
    .sort()
    .map((name) => join(path, name));
  if (files.length === 0)
    throw new CliError('FILE_INVALID', `${path} holds no .yaml, .yml or .json file`, {
      exitCode: EXIT.usage,
    });
  return files;
}

/** Each entry under `schedules` of each document of the file. */
async function placesIn(path: string, file: string, faults: FileFault[]): Promise<FilePlace[]> {
  const { LineCounter, parseAllDocuments } = await import('yaml');
  const lines = new LineCounter();
  const documents = parseAllDocuments(readFileSync(path, 'utf8'), {
    lineCounter: lines,
    prettyErrors: false,
  });
  const places: FilePlace[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    for (const error of document.errors)
      faults.push({ file, line: lines.linePos(error.pos[0]).line, field: '', message: error.message });
    if (document.errors.length > 0) continue;
    const root: FilePlace = { file, document, lines, path: [] };
    const count = countEntries(root, faults);
    for (let index = 0; index < count; index += 1) places.push({ ...root, path: ['schedules', index] });
  }
  return places;
}

function countEntries(root: FilePlace, faults: FileFault[]): number {
  const content = root.document.toJS({ maxAliasCount: 100 }) as unknown;
  const fault = (field: string, message: string, fix: string): number => {
    faults.push({ file: root.file, line: lineOf(root, field === '' ? [] : [field]), field, message, fix });
    return 0;
  };
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return fault('', 'must hold `schedules:` with a list below it', 'see tutti apply --help');
  const { schedules, ...others } = content as Record<string, unknown>;
  const stranger = Object.keys(others).find((name) => name !== '$schema');
  if (stranger !== undefined)
    return fault(stranger, 'is not a known field', 'the file holds `schedules:` alone');
  return Array.isArray(schedules)
    ? schedules.length
    : fault('schedules', 'must be a list', 'write `- name: ...` below it');
}

function readOne(place: FilePlace, here: Here, read: ReadSchedule[], faults: FileFault[]): void {
  const node = place.document.getIn(place.path, true) as { toJS: (document: unknown) => unknown } | undefined;
  const given = node?.toJS(place.document);
  const result = FileEntry.safeParse(given);
  const fault = (field: string, message: string, fix?: string): void => {
    const path = field === '' ? [] : field.split('.');
    faults.push({
      file: place.file,
      line: lineOf(place, path.map(asIndex)),
      field: [...place.path, ...path].join('.'),
      message,
      fix,
    });
  };
  if (!result.success) {
    for (const issue of result.error.issues) {
      const path = issue.path.map(String);
      if (issue.code === 'unrecognized_keys')
        for (const key of issue.keys)
          fault([...path, key].join('.'), 'is not a known field', nearestField(key, path));
      else fault(path.join('.'), issue.message);
    }
    return;
  }
  try {
    read.push({ draft: toDraft(writtenPart(given as object, result.data), here), place });
  } catch (error) {
    if (!(error instanceof FieldFault)) throw error;
    fault(error.field, error.message, error.fix);
  }
}

const asIndex = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);

/** Parsed values without the defaults that were filled in. */
function writtenPart(given: object, parsed: FileEntry): Partial<FileEntry> {
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => Object.hasOwn(given, name)));
}

function nearestField(key: string, path: readonly string[]): string {
  const nearest = path.length === 0 ? nearestName(key, Object.keys(FileEntry.shape)) : undefined;
  return nearest === undefined ? 'remove it' : `did you mean ${nearest}?`;
}

/** The same name twice would make one of them win by chance. */
function findTwins(read: readonly ReadSchedule[], faults: FileFault[]): void {
  const first = new Map<string, FilePlace>();
  for (const { draft, place } of read) {
    const twin = first.get(draft.name);
    if (!twin) first.set(draft.name, place);
    else {
      const message = `"${draft.name}" is also in ${twin.file}:${lineOf(twin, ['name'])}`;
      faults.push({
        file: place.file,
        line: lineOf(place, ['name']),
        field: [...place.path, 'name'].join('.'),
        message,
        fix: 'give it another name',
      });
    }
  }
}

/** One line per fault: file, line, field, why. */
export function filesInvalid(faults: readonly FileFault[], cause?: unknown): CliError {
  const lines = faults.map(
    ({ file, line, field, message, fix }) =>
      `${file}:${line}  ${field === '' ? '' : `${field}: `}${message}${fix ? `; ${fix}` : ''}`,
  );
  const [only] = lines;
  return new CliError(
    'FILE_INVALID',
    faults.length === 1 && only !== undefined ? only : `${faults.length} faults; nothing was changed`,
    {
      exitCode: EXIT.usage,
      lines: faults.length === 1 ? [] : lines,
      details: { errors: faults },
      cause,
    },
  );
}
