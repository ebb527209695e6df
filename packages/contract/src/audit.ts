import { z } from 'zod';
import { Timestamp } from './primitives.ts';

/** Who did what to which thing. */
export const AuditRecord = z
  .object({
    id: z.int(),
    at: Timestamp,
    actor: z.string(),
    action: z.string().meta({ description: 'noun.verb, past tense', examples: ['schedule.updated'] }),
    entityType: z.string(),
    entityId: z.string().nullable(),
    before: z.unknown().meta({ description: 'Of a change: the fields that changed, as they were' }),
    after: z.unknown(),
    requestId: z.string().nullable(),
    sealed: z.boolean().meta({ description: 'Part of the chain of hashes; so within a second' }),
  })
  .meta({ id: 'AuditRecord' });
export type AuditRecord = z.infer<typeof AuditRecord>;

/** What does not fit, as `tutti audit verify` tells it. */
export interface AuditFinding {
  kind: 'changed' | 'removed' | 'inserted' | 'signature';
  /** Place in the chain. */
  position: number;
  /** Of the entry, where it still exists. */
  id: number | null;
  message: string;
}
export interface AuditVerification {
  ok: boolean;
  checked: number;
  /** Entries too new to be part of the chain. */
  unsealed: number;
  /** Where retention cut the log, and how many entries it removed there. */
  anchor: { position: number; removed: number } | null;
  findings: AuditFinding[];
}
