import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newSecretKey, open, seal, toSecretKey } from './cipher.ts';
import { Keyring, parseKeys } from './keyring.ts';

async function setup(): Promise<{ file: string; keyring: Keyring }> {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'home', 'secret.key');
  return { file, keyring: new Keyring({ ownFile: file }) };
}

it('seals for one name, one version and one key', () => {
  const key = newSecretKey();
  const place = { name: 'A', version: 1 };
  const sealed = seal(key, place, 'grüße');
  expect(open(key, place, sealed)).toBe('grüße');
  expect(seal(key, place, 'grüße').nonce).not.toEqual(sealed.nonce);
  expect(sealed.ciphertext.toString('latin1')).not.toContain('e');
  expect(() => open(key, { name: 'B', version: 1 }, sealed)).toThrow();
  expect(() => open(key, { name: 'A', version: 2 }, sealed)).toThrow();
  expect(() => open(newSecretKey(), place, sealed)).toThrow();
  expect(() => open(key, place, { ...sealed, tag: Buffer.alloc(16) })).toThrow();
});

it.each([
  ['a'.repeat(64), 1],
  [Buffer.alloc(32, 7).toString('base64'), 1],
  [`${Buffer.alloc(32, 7).toString('base64url')}\n`, 1],
  [`${'A'.repeat(64)},${'b'.repeat(64)}`, 2],
])('%j holds %i keys', (text, count) => expect(parseKeys(text, 'X')).toHaveLength(count));

it.each(['', ' , ', 'password', 'a'.repeat(63), Buffer.alloc(31).toString('base64'), `${'a'.repeat(64)} x`])(
  '%j is refused, with what to do',
  (text) =>
    expect(() => parseKeys(text, 'TUTTI_SECRET_KEY')).toThrow(/TUTTI_SECRET_KEY.*openssl rand -base64 32/),
);

it('does not quote a bad key', () =>
  expect(() => parseKeys('hunter2hunter2', 'X')).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('hunter2') as string }),
  ));

it('makes a private file when first needed, once', async () => {
  const { file, keyring } = await setup();
  expect(await keyring.keys()).toEqual([]);
  const made = await Promise.all([keyring.create(), new Keyring({ ownFile: file }).create()]);
  expect(made[0]).toEqual(made[1]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await keyring.keys()).toEqual(made[0]);
  const next = [toSecretKey(Buffer.alloc(32)), ...(made[0] ?? [])];
  await keyring.keep(next);
  expect(await keyring.keys()).toEqual(next);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(3);
});

it('refuses a file of its own that others may read', async () => {
  const { file, keyring } = await setup();
  await keyring.create();
  await chmod(file, 0o640);
  await expect(keyring.keys()).rejects.toThrow(`chmod 600 ${file}`);
});

it('reads a file of the operator, whoever may read it', async () => {
  const { file, keyring } = await setup();
  const [key] = await keyring.create();
  await chmod(file, 0o444);
  const given = new Keyring({ file });
  expect(await given.keys()).toEqual([key]);
  expect(given.isOwn).toBe(false);
  await rm(file);
  await expect(given.keys()).rejects.toThrow(/cannot be read.*TUTTI_SECRET_KEY_FILE/);
  await writeFile(file, 'nothing');
  await expect(given.keys()).rejects.toThrow(file);
});
