import { allows, type Identity } from '@tutti/contract';

/** `resource:action`, as a route asks for it. */
export type AskedScope = `${string}:${'read' | 'write' | 'trigger' | 'admin'}`;

export interface May {
  allowed: boolean;
  /** Why not, for the one who looks; to hand to `refused` of a button. */
  reason: string | undefined;
}

/** Until it is known who asks nothing is refused here: the server decides in any case. */
export function mayOf(me: Identity | undefined, scope: AskedScope): May {
  if (!me || allows(me.scopes, scope)) return { allowed: true, reason: undefined };
  const roles = me.roles.length > 0 ? ` (${me.roles.join(', ')})` : '';
  const who = me.token ? `Your token ${me.token.name}${roles}` : 'You';
  return {
    allowed: false,
    reason: `${who} may not do this: it needs the scope ${scope}. Ask an admin for it.`,
  };
}
