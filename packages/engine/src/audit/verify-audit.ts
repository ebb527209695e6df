import type { AuditFinding, AuditVerification } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import {
  type AuditSigner,
  GENESIS,
  type Link,
  type SealedRow,
  anchorText,
  hashOf,
  headText,
  signatureFits,
} from './audit-chain.ts';
import { type SignedLink, countUnsealed, readAnchor, readHead, readSealed } from './audit-seal-store.ts';

const PAGE = 2000;
/** A transaction may take a while; a row that claims to be older than this was written later than it says. */
const LONGEST_TRANSACTION_MS = 600_000;
const MOST_FINDINGS = 100;

/** Reads the whole log and tells what does not fit: rows changed, removed or inserted, signatures that are not ours. */
export function verifyAudit(database: Database, signer?: AuditSigner): Promise<AuditVerification> {
  // One view of all tables: rows are sealed and removed meanwhile.
  return database.snapshot(async (tx) => {
    const anchor = await readAnchor(tx);
    const head = await readHead(tx);
    const findings: AuditFinding[] = [];
    if (anchor && signer)
      findings.push(...checkSignature(signer, anchor, anchorText(anchor, anchor.removed)));
    const { checked, last } = await followChain(tx, anchor ?? GENESIS, head, findings);
    findings.push(...checkEnd(last, head, signer));
    const unsealed = await countUnsealed(tx);
    return {
      ok: findings.length === 0,
      checked,
      unsealed: unsealed.count,
      anchor: anchor ? { position: anchor.position, removed: anchor.removed } : null,
      findings: findings.slice(0, MOST_FINDINGS),
    };
  });
}

async function followChain(
  tx: Queryable,
  start: Link,
  head: Link | undefined,
  findings: AuditFinding[],
): Promise<{ checked: number; last: Link }> {
  let last: Link & { sealed_at?: string } = start;
  let checked = 0;
  for (;;) {
    const rows = await readSealed(tx, last.position, PAGE);
    for (const row of rows) {
      findings.push(...checkRow(row, last, head));
      last = row;
    }
    checked += rows.length;
    if (rows.length < PAGE) return { checked, last };
  }
}

/** What is wrong with a row, given the one before it. Its own hash is believed for the next, so that one fault is told once. */
export function checkRow(
  row: SealedRow,
  previous: Link & { sealed_at?: string },
  head: Link | undefined,
): AuditFinding[] {
  const at = { position: row.position, id: Number(row.id) };
  const named = `entry ${row.id} (${row.action} by ${row.actor}, ${row.at})`;
  if (head && row.position > head.position)
    return [{ ...at, kind: 'inserted', message: `${named} stands behind the sealed end of the log` }];
  const findings: AuditFinding[] = [];
  const missing = row.position - previous.position - 1;
  if (missing > 0) findings.push(removed(previous.position + 1, row.position - 1));
  // Behind a gap the hash cannot be worked out: the one it follows is gone.
  if (missing === 0 && hashOf(row, previous.hash) !== row.hash)
    findings.push({ ...at, kind: 'changed', message: `${named} is not as it was sealed` });
  else if (
    previous.sealed_at !== undefined &&
    Date.parse(row.at) < Date.parse(previous.sealed_at) - LONGEST_TRANSACTION_MS
  )
    findings.push({
      ...at,
      kind: 'inserted',
      message: `${named} claims a time before the entry in front of it was sealed`,
    });
  return findings;
}

function checkEnd(last: Link, head: SignedLink | undefined, signer: AuditSigner | undefined): AuditFinding[] {
  if (!head) {
    if (last.position === 0) return [];
    const message = 'the record of where the log ends is gone';
    return [{ kind: 'removed', position: last.position, id: null, message }];
  }
  const findings: AuditFinding[] = signer ? checkSignature(signer, head, headText(head)) : [];
  if (last.position < head.position) findings.push(removed(last.position + 1, head.position));
  else if (last.position === head.position && last.hash !== head.hash) {
    const message = 'the last entry is not the one the log was sealed with';
    findings.push({ kind: 'changed', position: last.position, id: null, message });
  }
  return findings;
}

function checkSignature(signer: AuditSigner, link: SignedLink, text: string): AuditFinding[] {
  if (signatureFits(signer, text, link.signature)) return [];
  const why =
    link.key_id === null
      ? 'is not signed'
      : link.key_id === signer.keyId
        ? 'has a signature that does not fit'
        : `is signed with another key (${link.key_id}, this one is ${signer.keyId}): verify where TUTTI_SECRET_KEY is the one of the server`;
  const what = text.startsWith('anchor') ? 'the anchor left by retention' : 'the end of the log';
  return [{ kind: 'signature', position: link.position, id: null, message: `${what} ${why}` }];
}

const removed = (from: number, until: number): AuditFinding => ({
  kind: 'removed',
  position: from,
  id: null,
  message:
    from === until
      ? `the entry at place ${from} of the chain is gone`
      : `the entries at places ${from} to ${until} of the chain are gone`,
});
