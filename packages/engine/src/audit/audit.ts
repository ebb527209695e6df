import type { AuditRecord, AuditVerdict, Page } from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { AuditApi, AuditListQuery } from '../engine-api.ts';
import type { Clock } from '../kernel/index.ts';
import type { AuditSigner } from './audit-chain.ts';
import { listAudit } from './list-audit.ts';
import { verifyAudit } from './verify-audit.ts';

interface AuditDeps {
  database: Database;
  clock: Clock;
  signer: AuditSigner | undefined;
}

/** The log as it is read and verified while the node runs. */
export class Audit implements AuditApi {
  readonly #deps: AuditDeps;
  #verifying: Promise<AuditVerdict> | undefined;

  constructor(deps: AuditDeps) {
    this.#deps = deps;
  }

  list(query: AuditListQuery): Promise<Page<AuditRecord>> {
    return listAudit(this.#deps.database, query);
  }

  /** It reads the whole log, so at most one goes on at a time. */
  verify(): Promise<AuditVerdict> {
    this.#verifying ??= this.#verify().finally(() => {
      this.#verifying = undefined;
    });
    return this.#verifying;
  }

  async #verify(): Promise<AuditVerdict> {
    const { database, clock, signer } = this.#deps;
    const verification = await verifyAudit(database, signer);
    return { ...verification, signed: signer !== undefined, verifiedAt: clock.now().toISOString() };
  }
}
