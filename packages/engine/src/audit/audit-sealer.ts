import type { Database } from '@tutti/database';
import { type Log, Loop } from '../kernel/index.ts';
import { type AuditSigner, GENESIS, seal } from './audit-chain.ts';
import {
  readAnchor,
  readHead,
  readLastRow,
  readUnsealed,
  takeSealing,
  writeHead,
  writeSeals,
} from './audit-seal-store.ts';

const EVERY_MS = 500;
const BATCH = 1000;

interface SealerDeps {
  database: Database;
  log: Log;
  signer?: AuditSigner | undefined;
}

/** Seals what was appended, so that those who append need not queue for the end of the chain. */
export const auditSealer = (deps: SealerDeps): Loop =>
  new Loop({
    name: 'audit sealer',
    log: deps.log,
    round: async () => ((await sealAudit(deps)) === BATCH ? 0 : EVERY_MS),
  });

/** Seals one batch; resolves to how many rows. None where another node is at it. */
export async function sealAudit({ database, signer }: Omit<SealerDeps, 'log'>): Promise<number> {
  const [waiting] = await database.query(`select from audit_log where position is null limit 1`);
  if (!waiting) return 0;
  return database.transaction(async (tx) => {
    if (!(await takeSealing(tx))) return 0;
    const head = (await readHead(tx)) ?? (await readLastRow(tx)) ?? (await readAnchor(tx)) ?? GENESIS;
    const sealed = seal(head, await readUnsealed(tx, BATCH));
    const end = sealed.at(-1);
    if (!end) return 0;
    await writeSeals(tx, sealed);
    await writeHead(tx, end, signer);
    return sealed.length;
  });
}
