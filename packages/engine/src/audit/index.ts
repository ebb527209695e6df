/**
 * Audit: who did what to which thing, with what it was before and after. Owns `audit_log`, `audit_anchors` and
 * `audit_head`. An entry is written in the transaction of its change. Rows are append-only; a sealer gives each its
 * place in a chain of hashes, so that a row changed, removed or put in between is found.
 */
export { type AuditSigner, createAuditSigner } from './audit-chain.ts';
export { type AuditEntry, appendAudit } from './audit-log-store.ts';
export { auditSealer, sealAudit } from './audit-sealer.ts';
export { Audit } from './audit.ts';
export { pruneAudit } from './prune-audit.ts';
export { verifyAudit } from './verify-audit.ts';
