import { TuttiError } from '@tutti/contract';
import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.parse>;
type Network = readonly [Address, number];

/** What requests may reach. Without a list that is this machine and its networks, too; with one, what is public and listed. */
export interface AddressRules {
  readonly listed: boolean;
  readonly hosts: readonly string[];
  readonly networks: readonly Network[];
}

const OWN_RANGES = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/** Link-local and the addresses at which clouds hand out credentials: never, whatever is listed. */
const NEVER: readonly Network[] = [
  '169.254.0.0/16',
  'fe80::/10',
  // Alibaba, Oracle, Azure; Amazon twice, Google.
  '100.100.100.200/32',
  '192.0.0.192/32',
  '168.63.129.16/32',
  'fd00:ec2::254/128',
  'fd00:ec2::23/128',
  'fd20:ce::254/128',
].map((network) => ipaddr.parseCIDR(network));

/** IPv6 networks whose last, or (6to4) second to third, words are the IPv4 address that is really reached. */
const CARRIERS: readonly { network: Network; firstByte: number }[] = [
  { network: ipaddr.parseCIDR('::ffff:0:0/96'), firstByte: 12 },
  { network: ipaddr.parseCIDR('::ffff:0:0:0/96'), firstByte: 12 },
  { network: ipaddr.parseCIDR('64:ff9b::/96'), firstByte: 12 },
  { network: ipaddr.parseCIDR('::/96'), firstByte: 12 },
  { network: ipaddr.parseCIDR('2002::/16'), firstByte: 2 },
];

/** `allow` holds hosts (`api.example.org`, `*.example.org`), addresses and networks (`10.1.0.0/16`). */
export function parseAddressRules(allow: readonly string[] | undefined): AddressRules {
  const hosts: string[] = [];
  const networks: Network[] = [];
  for (const entry of allow ?? []) {
    const network = parseNetwork(entry);
    if (network) networks.push(network);
    else if (/^(\*\.)?[\p{L}\d_-]+(\.[\p{L}\d_-]+)*\.?$/u.test(entry)) hosts.push(plainHost(entry));
    else
      throw new TuttiError(
        'CONFIG_INVALID',
        `TUTTI_HTTP_ALLOW names ${JSON.stringify(entry)}, which is neither a host nor a network. Write them like api.example.org, *.example.org or 10.1.0.0/16, separated by commas.`,
      );
  }
  return { listed: allow !== undefined, hosts, networks };
}

/** Why `address`, to which `host` leads, must not be connected to; undefined when it may. */
export function refusalOf(address: string, host: string, rules: AddressRules): string | undefined {
  const name = address === host ? address : `${address} (${host})`;
  const reached = parseAddress(address);
  if (reached && isIn(NEVER, reached))
    return `${name} is refused: a link-local or cloud metadata address, which TUTTI_HTTP_ALLOW cannot allow`;
  if (reached && (isAllowedHost(host, rules) || isIn(rules.networks, reached) || isOpen(reached, rules)))
    return undefined;
  return `${name} is refused: ${rules.listed ? 'not public and not listed in TUTTI_HTTP_ALLOW' : 'not an address for requests; TUTTI_HTTP_ALLOW may allow it'}`;
}

function isOpen(address: Address, { listed }: AddressRules): boolean {
  const range = address.range();
  if (range === 'unicast') return address.kind() === 'ipv4' || matches(address, GLOBAL_UNICAST);
  return !listed && OWN_RANGES.has(range);
}

function isAllowedHost(host: string, { hosts }: AddressRules): boolean {
  const name = plainHost(host);
  return hosts.some((allowed) =>
    allowed.startsWith('*.') ? name.endsWith(allowed.slice(1)) : name === allowed,
  );
}

const plainHost = (host: string): string => host.toLowerCase().replace(/\.$/, '');

function parseNetwork(entry: string): Network | undefined {
  if (ipaddr.isValidCIDR(entry)) {
    const [address, bits] = ipaddr.parseCIDR(entry);
    // A mapped network is written in IPv6 but meant in IPv4.
    const mapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96;
    return mapped ? [address.toIPv4Address(), bits - 96] : [address, bits];
  }
  const address = parseAddress(entry);
  return address && [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** The address that is really reached, out of the notations and networks that carry another; undefined for none. */
function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return undefined;
  const address = ipaddr.parse(bare);
  if (address.kind() === 'ipv4' || address.range() === 'loopback' || address.range() === 'unspecified')
    return address;
  const carrier = CARRIERS.find(({ network }) => matches(address, network));
  if (!carrier) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(carrier.firstByte, carrier.firstByte + 4));
}

const isIn = (networks: readonly Network[], address: Address): boolean =>
  networks.some((network) => matches(address, network));

const matches = (address: Address, [network, bits]: Network): boolean =>
  address.kind() === network.kind() && address.match(network, bits);
