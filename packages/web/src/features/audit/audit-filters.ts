import { instant, rowId, word } from '../../app/search-values.ts';

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

/** Out of an address that anyone may have written. */
export function parseAuditFilters(search: Record<string, unknown>): AuditFilters {
  return {
    actor: word(search['actor']),
    action: word(search['action']),
    type: word(search['type']),
    entity: word(search['entity']),
    from: instant(search['from']),
    until: instant(search['until']),
    entry: rowId(search['entry']),
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
