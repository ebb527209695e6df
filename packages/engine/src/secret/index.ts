/**
 * Secrets: values that task configs name and only runs see. Owns `secrets`. Encrypted with a key that the database
 * never holds, resolved when a run starts, and replaced by a mark in whatever a run says before it is stored.
 */
export { type KeyPlace, Keyring } from './keyring.ts';
export { Redaction, plainRedaction } from './redaction/redaction.ts';
export type { RedactingStream } from './redaction/redacting-stream.ts';
export { type ResolvedSecrets, Secrets } from './secrets.ts';
export { type TextMap, type TextTable, TextVault } from './text-vault.ts';
