import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** A row as it was sealed, all of it as text, so that nothing is lost on the way to its hash. */
export interface SealedRow {
  position: number;
  id: string;
  at: string;
  actor: string;
  action: string;
  entity_type: string;
  entity_id: string | null;
  before: string | null;
  after: string | null;
  request_id: string | null;
  sealed_at: string;
  hash: string;
}
/** A place in the chain. */
export interface Link {
  position: number;
  hash: string;
}
/** Signs where the chain ends and where retention cut it; whoever can change rows must not have its key. */
export interface AuditSigner {
  keyId: string;
  sign(text: string): string;
}

/** What the first row follows. */
export const GENESIS: Link = { position: 0, hash: createHash('sha256').update('tutti audit').digest('hex') };

export const hashOf = (row: Omit<SealedRow, 'hash'>, previous: string): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        previous,
        row.position,
        row.id,
        row.at,
        row.actor,
        row.action,
        row.entity_type,
        row.entity_id,
        row.before,
        row.after,
        row.request_id,
        row.sealed_at,
      ]),
    )
    .digest('hex');

/** Gives rows their places behind `head`, in order. */
export function seal(head: Link, rows: readonly Omit<SealedRow, 'hash' | 'position'>[]): SealedRow[] {
  let last = head;
  return rows.map((row) => {
    const placed = { ...row, position: last.position + 1 };
    const sealed = { ...placed, hash: hashOf(placed, last.hash) };
    last = sealed;
    return sealed;
  });
}

export const headText = ({ position, hash }: Link): string => `head ${position} ${hash}`;
export const anchorText = ({ position, hash }: Link, removed: number): string =>
  `anchor ${position} ${hash} ${removed}`;

/** A signer of its own out of the installation's master key, which nobody can find from its signatures. */
export function createAuditSigner(masterKey: Uint8Array): AuditSigner {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'tutti audit log', 32));
  const sign = (text: string): string => createHmac('sha256', key).update(text).digest('hex');
  return { keyId: sign('key id').slice(0, 12), sign };
}

export const signatureFits = (signer: AuditSigner, text: string, signature: string | null): boolean => {
  const [expected, given] = [Buffer.from(signer.sign(text)), Buffer.from(signature ?? '')];
  return expected.length === given.length && timingSafeEqual(expected, given);
};
