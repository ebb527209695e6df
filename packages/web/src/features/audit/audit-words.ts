import type { AuditRecord, AuditVerdict } from '@tutti/contract';
import { formatCount, plural } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';

/** `schedule.secret_rotated` as `schedule secret rotated`. */
export const actionWords = (action: string): string => action.replaceAll(/[._]/g, ' ');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 64 ? `${text.slice(0, 63)}…` : text;
};

/**
 * What became different, in a line: `priority 5 → 8, enabled true → false`. Of what was made or went its fields; beside
 * what an act says of itself, how things were before it is left to the entry.
 */
export function changeWords({ before, after }: Pick<AuditRecord, 'before' | 'after'>): string {
  const [old, made] = [fieldsOf(before), fieldsOf(after)];
  const changed = Object.keys(made).filter(
    (name) => JSON.stringify(old[name]) !== JSON.stringify(made[name]),
  );
  const names = Object.keys(made).length > 0 ? changed : Object.keys(old);
  return names
    .filter((name) => (made[name] ?? old[name] ?? null) !== null)
    .map((name) =>
      name in old && name in made
        ? `${name} ${shown(old[name])} → ${shown(made[name])}`
        : `${name} ${shown(made[name] ?? old[name])}`,
    )
    .join(', ');
}

const fieldsOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

/** The pages of things; without a parameter where all of a kind stand on one. */
const PLACES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    schedule: '/schedules/$id',
    execution: '/executions/$id',
    webhook: '/webhooks/$id',
    incoming_hook: '/webhooks/incoming/$id',
    queue: '/queues/$name',
    breaker: '/breakers/$key',
    error: '/errors/$id',
    deadletter: '/dead-letters/$id',
    token: '/tokens',
    session: '/tokens',
    secret: '/secrets',
    notification_channel: '/notifications',
    notification_rule: '/notifications',
  }),
);

/** Where the thing an entry is about can be seen; undefined where it has no page. */
export function placeOf({
  entityType,
  entityId,
}: Pick<AuditRecord, 'entityType' | 'entityId'>): { to: string; id?: string } | undefined {
  const to = PLACES.get(entityType);
  if (entityId === null || to === undefined) return undefined;
  return to.includes('$') ? { to, id: entityId } : { to };
}

export interface ChainWords {
  kind: StatusKind;
  word: string;
  text: string;
}

/** What the verification found, in a sentence. */
export function chainWords({ ok, checked, unsealed, anchor, findings, signed }: AuditVerdict): ChainWords {
  if (!ok)
    return {
      kind: 'failed',
      word: 'Chain broken',
      text: `${plural(findings.length, 'thing does', 'things do')} not fit`,
    };
  if (checked === 0 && unsealed === 0)
    return { kind: 'pending', word: 'Empty', text: 'nothing to verify yet' };
  const older = anchor ? `, ${formatCount(anchor.position)} older removed by retention` : '';
  return {
    kind: 'completed',
    word: 'Chain whole',
    text: `${plural(checked, 'entry', 'entries')}${older}${signed ? '' : ', not signed'}`,
  };
}

const COLUMNS = [
  'id',
  'at',
  'actor',
  'action',
  'entityType',
  'entityId',
  'before',
  'after',
  'requestId',
] as const;

/** For a spreadsheet. A cell that begins like a formula is kept from being one. */
export function toCsv(records: readonly AuditRecord[]): string {
  const cell = (value: unknown): string => {
    if (value === null || value === undefined) return '';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = records.map((record) => COLUMNS.map((name) => cell(record[name])).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

export const toJsonLines = (records: readonly AuditRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
