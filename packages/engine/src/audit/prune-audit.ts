import type { Queryable } from '@tutti/database';
import type { AuditSigner } from './audit-chain.ts';
import { cutAt, findCut, waitForSealing } from './audit-seal-store.ts';

const MOST_AT_ONCE = 5000;

/**
 * Removes what is older than `before`, oldest first, and leaves a signed anchor from which the rest can be verified;
 * within the caller's transaction. Resolves to how many rows went; call again while it is not 0.
 */
export async function pruneAudit(
  tx: Queryable,
  { before, signer }: { before: Date; signer?: AuditSigner | undefined },
): Promise<number> {
  await waitForSealing(tx);
  const cut = await findCut(tx, before, MOST_AT_ONCE);
  return cut ? cutAt(tx, cut, signer) : 0;
}
