/** What narrows the log, as the address holds it. */
export interface AuditFilters {
  actor?: string | undefined;
  action?: string | undefined;
  type?: string | undefined;
  entity?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
  /** The entry that is looked at. */
  entry?: number | undefined;
}

export type AuditChip = 'actor' | 'action' | 'type' | 'entity' | 'from' | 'until';
export const AUDIT_CHIPS: readonly AuditChip[] = ['actor', 'action', 'type', 'entity', 'from', 'until'];
export const NO_AUDIT_FILTERS = Object.fromEntries(AUDIT_CHIPS.map((chip) => [chip, undefined])) as Record<
  AuditChip,
  undefined
>;

const word = (value: unknown): string | undefined => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' || text.length > 200 ? undefined : text;
};
const instant = (value: unknown): string | undefined =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined;

/** Out of an address that anyone may have written. */
export function parseAuditFilters(search: Record<string, unknown>): AuditFilters {
  const entry = Number(search['entry']);
  return {
    actor: word(search['actor']),
    action: word(search['action']),
    type: word(search['type']),
    entity: word(search['entity']),
    from: instant(search['from']),
    until: instant(search['until']),
    entry: Number.isSafeInteger(entry) && entry > 0 ? entry : undefined,
  };
}

export const chipsOf = (filters: AuditFilters): AuditChip[] =>
  AUDIT_CHIPS.filter((chip) => filters[chip] !== undefined);

/** As the server names them. */
export const toAuditQuery = ({ actor, action, type, entity, from, until }: AuditFilters) => ({
  ...(actor && { actor }),
  ...(action && { action }),
  ...(type && { entityType: type }),
  ...(entity && { entityId: entity }),
  ...(from && { from }),
  ...(until && { until }),
});
