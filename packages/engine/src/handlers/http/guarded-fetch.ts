import { lookup } from 'node:dns';
import { type LookupFunction, isIP } from 'node:net';
import type { Agent, Response, buildConnector, fetch } from 'undici';
import { type AddressRules, refusalOf } from './address-guard.ts';
import type { WireRequest } from './wire-request.ts';

const CONNECT_TIMEOUT_MS = 10_000;

export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** Sends single requests, redirects not followed; every connection is held against the rules. */
export class GuardedFetch {
  readonly #rules: AddressRules;
  #loaded: Promise<{ agent: Agent; fetch: typeof fetch }> | undefined;

  constructor(rules: AddressRules) {
    this.#rules = rules;
  }

  async send({ url, method, headers, body }: WireRequest, signal: AbortSignal): Promise<Response> {
    const { agent, fetch: send } = await (this.#loaded ??= this.#load());
    return send(url.href, {
      method,
      headers,
      signal,
      redirect: 'manual',
      dispatcher: agent,
      ...(body !== undefined && { body }),
    });
  }

  async close(): Promise<void> {
    await (await this.#loaded)?.agent.destroy();
  }

  /** Some 30 MB that a node without requests need not have. */
  async #load(): Promise<{ agent: Agent; fetch: typeof fetch }> {
    const undici = await import('undici');
    const connect = guardConnector(
      this.#rules,
      undici.buildConnector({
        timeout: CONNECT_TIMEOUT_MS,
        allowH2: false,
        lookup: guardedLookup(this.#rules),
      }),
    );
    // The run's own time limit is the only other one.
    return { agent: new undici.Agent({ connect, headersTimeout: 0, bodyTimeout: 0 }), fetch: undici.fetch };
  }
}

/** A literal address is connected to without a lookup. */
function guardConnector(rules: AddressRules, connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    const address = options.hostname.replace(/^\[|\]$/g, '');
    const refusal = isIP(address) === 0 ? undefined : refusalOf(address, address, rules);
    if (refusal === undefined) connect(options, callback);
    else callback(new AddressRefused(refusal), null);
  };
}

/** Looks a name up and leaves only addresses that may be connected to, so that no second lookup can lead elsewhere. */
function guardedLookup(rules: AddressRules): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const refusals = addresses.map(({ address }) => refusalOf(address, host, rules));
      const open = addresses.filter((_, index) => refusals[index] === undefined);
      const [first] = open;
      if (!first) callback(new AddressRefused(refusals[0] ?? `${host} has no address`), '', 0);
      else if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}
