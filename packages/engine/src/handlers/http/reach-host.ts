import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type AddressRules, refusalOf } from './address-guard.ts';
import { AddressRefused } from './guarded-fetch.ts';

/** An address that the host leads to and that may be connected to; throws AddressRefused when there is none. */
export async function reachHost(host: string, rules: AddressRules): Promise<string> {
  const addresses =
    isIP(host) === 0 ? (await lookup(host, { all: true })).map(({ address }) => address) : [host];
  const open = addresses.find((address) => refusalOf(address, host, rules) === undefined);
  if (open !== undefined) return open;
  throw new AddressRefused(
    addresses[0] === undefined ? `${host} has no address` : (refusalOf(addresses[0], host, rules) ?? ''),
  );
}
