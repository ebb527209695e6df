const DAY_MS = 86_400_000;

/** How each table is cut: old parts can be dropped whole. */
export const PARTITIONED = [
  { table: 'events', sizeMs: DAY_MS },
  { table: 'execution_logs', sizeMs: DAY_MS },
  { table: 'execution_history', sizeMs: 7 * DAY_MS },
] as const;
export type PartitionedTable = (typeof PARTITIONED)[number]['table'];

/** The instants a partition holds, by its name; undefined for the default one. */
export function rangeOf(name: string): { from: Date; until: Date } | undefined {
  const kind = PARTITIONED.find(({ table }) => name.startsWith(`${table}_p`));
  const [, year, month, day] = /_p(\d{4})(\d{2})(\d{2})$/.exec(name) ?? [];
  if (!kind || !year) return undefined;
  const from = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(from.getTime()) ? undefined : { from, until: new Date(from.getTime() + kind.sizeMs) };
}
