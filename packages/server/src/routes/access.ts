import type { Identity } from '@tutti/contract';
import type { Caller, Engine, Grantor } from '@tutti/engine';
import { endedCookie, sessionCookie } from '../auth/credential.ts';
import type { Gate } from '../auth/gate.ts';
import type { Handlers, RequestContext, Tagged } from './handler.ts';

export function accessHandlers({ tokens, audit }: Engine, gate: Gate): Handlers<Tagged<'Access'>> {
  return {
    whoAmI: (_request, { caller }) => identityOf(caller),
    signIn: async ({ body }, context) => {
      const { requestId } = context;
      const browser = context.browser();
      if (gate.mode === 'local') return identityOf(undefined);
      gate.admitSignIn(browser.address);
      const { secret, caller, expiresAt } = await tokens.signIn(body, {
        requestId,
        userAgent: browser.userAgent,
      });
      context.headers = { 'set-cookie': sessionCookie(secret, { secure: browser.secure, expiresAt }) };
      return identityOf(caller);
    },
    signOut: async (_request, context) => {
      const { requestId } = context;
      const browser = context.browser();
      if (browser.session !== undefined) {
        const verdict = await tokens.verify(browser.session);
        const actor = verdict.kind === 'known' ? verdict.caller.actor : undefined;
        await tokens.signOut(browser.session, { actor, requestId });
      }
      context.headers = { 'set-cookie': endedCookie(browser.secure) };
      return undefined;
    },
    listTokens: ({ query }) => tokens.list(query),
    createToken: ({ body }, context) => tokens.create(body, by(context)),
    getToken: ({ params }) => tokens.get(params.id),
    updateToken: ({ params, body }, context) =>
      tokens.update(params.id, body, { ...by(context), ifMatch: context.ifMatch }),
    revokeToken: async ({ params }, context) => {
      await tokens.revoke(params.id, by(context));
      return undefined;
    },
    listAudit: ({ query }) => audit.list(query),
    verifyAudit: () => audit.verify(),
  };
}

const by = ({ actor, requestId, caller }: RequestContext) => ({
  actor,
  requestId,
  grantor: caller && grantorOf(caller),
});

const grantorOf = ({ scopes, grantsUntilMs }: Caller): Grantor => ({ scopes, untilMs: grantsUntilMs });

const identityOf = (caller: Caller | undefined): Identity =>
  caller
    ? {
        mode: 'token',
        actor: caller.actor,
        kind: caller.kind,
        token: { ...caller.token },
        roles: [...caller.roles],
        scopes: [...caller.scopes],
        expiresAt: caller.expiresAtMs === null ? null : new Date(caller.expiresAtMs).toISOString(),
      }
    : {
        mode: 'local',
        actor: 'local',
        kind: 'local',
        token: null,
        roles: ['admin'],
        scopes: ['*:*'],
        expiresAt: null,
      };
