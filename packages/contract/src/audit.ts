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
const AuditFinding = z.object({
  kind: z.enum(['changed', 'removed', 'inserted', 'signature']),
  position: z.int().meta({ description: 'Place in the chain' }),
  id: z.int().nullable().meta({ description: 'Of the entry, where it still exists' }),
  message: z.string(),
});
export type AuditFinding = z.infer<typeof AuditFinding>;

export const AuditVerification = z
  .object({
    ok: z.boolean(),
    checked: z.int().meta({ description: 'Entries of the chain that were read' }),
    unsealed: z.int().meta({ description: 'Entries too new to be part of the chain' }),
    anchor: z
      .object({ position: z.int(), removed: z.int() })
      .nullable()
      .meta({ description: 'Where retention cut the log, and how many entries it removed there' }),
    findings: z.array(AuditFinding),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.infer<typeof AuditVerification>;

export const AuditVerdict = AuditVerification.extend({
  signed: z.boolean().meta({ description: 'False: there is no key, so only the chain itself was checked' }),
  verifiedAt: Timestamp,
}).meta({ id: 'AuditVerdict' });
export type AuditVerdict = z.infer<typeof AuditVerdict>;
