import {
  type AuditVerification,
  type Configuration,
  type NewToken,
  type TokenDraft,
  TuttiError,
} from '@tutti/contract';
import { type Engine, createEngine, verifyAudit } from '@tutti/engine';
import { auditSigner } from './audit-key.ts';
import { openDatabase } from './local-database.ts';

/** For `tutti audit verify`: reads the log past the server, which might be what was tampered with. */
export async function verifyAuditLog(configuration: Configuration): Promise<AuditVerification> {
  const { database, close } = await openDatabase(configuration);
  try {
    return await verifyAudit(database, await auditSigner(configuration));
  } finally {
    await close();
  }
}

/**
 * For `tutti token create` where no token exists yet, or with --local: whoever can open the database may do everything
 * anyway.
 */
export const createTokenLocally = (
  configuration: Configuration,
  draft: TokenDraft,
  { onlyFirst }: { onlyFirst: boolean },
): Promise<NewToken> =>
  withEngine(configuration, async ({ tokens }) => {
    if (onlyFirst && (await tokens.any('token')))
      throw new TuttiError(
        'UNAUTHENTICATED',
        'This server has tokens already: set TUTTI_TOKEN to one that may make others, or add --local to make it in the database.',
      );
    return tokens.create(draft, { actor: 'local' });
  });

/** For `tutti token link`. */
export const createSignInCode = (configuration: Configuration): Promise<string> =>
  withEngine(configuration, ({ tokens }) => tokens.createSignInCode({ actor: 'local' }));

/** Behind the hash: what stands there is not sent to servers, so it ends up in no log. */
export const signInLink = (url: string, code: string): string => `${url}/sign-in#${code}`;

async function withEngine<T>(configuration: Configuration, work: (engine: Engine) => Promise<T>): Promise<T> {
  const { database, close } = await openDatabase(configuration);
  try {
    const engine = await createEngine({ database, roles: [] });
    try {
      return await work(engine);
    } finally {
      await engine.stop({ drainMs: 0 });
    }
  } finally {
    await close();
  }
}
