import { describe, expect, it } from 'vitest';
import { parseAddressRules, refusalOf } from './address-guard.ts';

const local = parseAddressRules(undefined);
const publicOnly = parseAddressRules([]);

/** As a request's address is read: the URL parser has its say first. */
const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');

describe('literal addresses, however they are spelt', () => {
  const loopback = [
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://127.0.0.1./',
    'http://127。0。0。1/',
    'http://１２７.0.0.1/',
    'http://127.255.255.254/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[2002:7f00:1::]/',
  ];
  it.each(loopback)('%s is this machine: open without a list, refused with one', (url) => {
    expect(refusalOf(hostOf(url), hostOf(url), local)).toBeUndefined();
    expect(refusalOf(hostOf(url), hostOf(url), publicOnly)).toContain('TUTTI_HTTP_ALLOW');
  });

  const near = [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    'fd00::1',
    'fc00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '2002:c0a8:101::1',
  ];
  it.each(near)('%s is near: open without a list, refused with one', (address) => {
    expect(refusalOf(address, address, local)).toBeUndefined();
    expect(refusalOf(address, address, publicOnly)).toContain(address);
  });

  const never = [
    '169.254.169.254',
    '169.254.0.1',
    '169.254.170.2',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd00:0ec2:0:0:0:0:0:254',
    'fd00:ec2::23',
    'fd20:ce::254',
    '::ffff:100.100.100.200',
  ];
  it.each(never)('%s is never reached, not even when it is listed', (address) => {
    const listed = parseAddressRules(['0.0.0.0/0', '::/0', 'metadata.example']);
    for (const rules of [local, publicOnly, listed])
      expect(refusalOf(address, address, rules)).toMatch(/cloud metadata.*TUTTI_HTTP_ALLOW cannot/);
    expect(refusalOf(address, 'metadata.example', listed)).toContain(`${address} (metadata.example)`);
  });

  const nowhere = [
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '255.255.255.255',
    '224.0.0.1',
    'ff02::1',
    '240.0.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '2001:db8::1',
    'fec0::1',
    '100::1',
    '2001::1',
    '64:ff9b:1::7f00:1',
    '4000::1',
    'not an address',
    '',
  ];
  it.each(nowhere)('%j is no address for requests', (address) => {
    for (const rules of [local, publicOnly])
      expect(refusalOf(address, address, rules)).toContain('TUTTI_HTTP_ALLOW');
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '172.32.0.1',
    '100.128.0.1',
  ])('%s is public', (address) => {
    for (const rules of [local, publicOnly]) expect(refusalOf(address, address, rules)).toBeUndefined();
  });
});

describe('a list', () => {
  const rules = parseAddressRules([
    '10.1.0.0/16',
    '192.168.7.7',
    'fd12::/32',
    '::ffff:172.20.0.0/108',
    '[fd99::1]',
    'Internal.Example',
    '*.corp.example.',
    'localhost',
  ]);

  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', 'x'],
    ['192.168.7.7', 'x'],
    ['fd12::5', 'x'],
    ['172.20.5.5', 'x'],
    ['fd99::1', 'x'],
    ['10.9.9.9', 'internal.example'],
    ['10.9.9.9', 'INTERNAL.example.'],
    ['10.9.9.9', 'a.corp.example'],
    ['10.9.9.9', 'a.b.corp.example'],
    ['127.0.0.1', 'localhost'],
  ])('opens %s for %s', (address, host) => {
    expect(refusalOf(address, host, rules)).toBeUndefined();
  });

  it.each([
    ['10.2.0.1', '10.2.0.1'],
    ['192.168.7.8', 'x'],
    ['fd13::5', 'x'],
    ['172.32.5.5.', 'x'],
    ['10.9.9.9', 'corp.example'],
    ['10.9.9.9', 'evilcorp.example'],
    ['10.9.9.9', 'internal.example.evil'],
    ['127.0.0.1', '127.0.0.1'],
  ])('does not open %s for %s', (address, host) => {
    expect(refusalOf(address, host, rules)).toContain(address);
  });

  it.each(['http://x', 'a b', '10.0.0.0/33', '*', '*.*.x', 'host:80', ''])(
    'refuses the entry %j',
    (entry) => {
      expect(() => parseAddressRules([entry])).toThrow(
        expect.objectContaining({
          code: 'CONFIG_INVALID',
          message: expect.stringMatching(/^TUTTI_HTTP_ALLOW names .* Write them like/),
        }),
      );
    },
  );
});
