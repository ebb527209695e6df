import type { Client } from '@tutti/client';
import type { ApplyResult, FieldError, ScheduleDraft } from '@tutti/contract';
import { plainText } from '../output/safe-text.ts';
import type { View } from '../output/view.ts';
import type { Outcome } from '../program/command.ts';
import { fieldInFile, lineOf, type FileFault } from './file-place.ts';
import { filesInvalid, type ReadSchedule } from './read-schedules.ts';

export interface ApplyOptions {
  dryRun?: boolean | undefined;
  prune?: boolean | undefined;
}

/** Where the field of a schedule stands in what was read. */
export type Locate = (index: number, field: string) => Pick<FileFault, 'file' | 'line' | 'field'> | undefined;

/** Makes the schedules be as given; what the server finds wrong is told by file and line. */
export async function applySchedules(
  client: Client,
  drafts: ScheduleDraft[],
  { dryRun = false, prune = false }: ApplyOptions,
  locate: Locate,
): Promise<ApplyResult> {
  try {
    return await client.applySchedules({ body: { schedules: drafts, dryRun, prune } });
  } catch (error) {
    const errors = (error as { problem?: { errors?: FieldError[] } }).problem?.errors ?? [];
    const faults = errors
      .map((fieldError) => toFault(fieldError, locate))
      .filter((fault) => fault !== undefined);
    throw faults.length > 0 && faults.length === errors.length ? filesInvalid(faults, error) : error;
  }
}

function toFault({ field, message, fix }: FieldError, locate: Locate): FileFault | undefined {
  const [, index, rest = ''] = /^schedules\.(\d+)\.?(.*)$/.exec(field) ?? [];
  const place = index === undefined ? undefined : locate(Number(index), rest);
  return place && { ...place, message, fix };
}

/** Applies what was read from files. */
export function applyRead(
  client: Client,
  read: readonly ReadSchedule[],
  options: ApplyOptions,
): Promise<ApplyResult> {
  const drafts = read.map(({ draft }) => draft);
  return applySchedules(client, drafts, options, (index, field) => {
    const place = read[index]?.place;
    if (!place) return undefined;
    const inFile = fieldInFile(place, field);
    const path = inFile === '' ? [] : inFile.split('.');
    return { file: place.file, line: lineOf(place, path), field: [...place.path, ...path].join('.') };
  });
}

export function applyOutcome(result: ApplyResult): Outcome {
  const changed = result.items.filter(({ action }) => action !== 'unchanged');
  return {
    data: result,
    text: (view) => diffText(view, result),
    brief: changed.map(({ name, action }) => `${action} ${plainText(name)}`).join('\n'),
  };
}

const SIGNS = {
  create: ['+', 'green'],
  update: ['~', 'yellow'],
  delete: ['-', 'red'],
  unchanged: ['=', 'dim'],
} as const;

function diffText(view: View, { items, dryRun }: ApplyResult): string {
  const lines = items
    .filter(({ action }) => action !== 'unchanged')
    .flatMap(({ name, action, changes }) => {
      const [sign, colour] = SIGNS[action];
      const paint = view.colours[colour];
      const fields =
        action === 'delete'
          ? []
          : changes.map(
              ({ field, from, to }) =>
                `    ${plainText(field)}: ${action === 'create' ? '' : `${valueText(from)} -> `}${valueText(to)}`,
            );
      return [paint(`${sign} ${action} ${plainText(name)}`), ...fields];
    });
  const count = (action: string): number => items.filter((item) => item.action === action).length;
  const sum = `${count('create')} created, ${count('update')} updated, ${count('delete')} deleted, ${count('unchanged')} unchanged`;
  return [...lines, dryRun ? `would be: ${sum}; nothing was changed` : sum].join('\n');
}

const valueText = (value: unknown): string =>
  plainText(value === undefined || value === null ? '-' : JSON.stringify(value));
