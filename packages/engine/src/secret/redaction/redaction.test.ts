import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redaction, plainRedaction } from './redaction.ts';
import { MARK } from './redacting-stream.ts';

const pieced = (redaction: Redaction, pieces: readonly string[]): string => {
  const stream = redaction.stream();
  return pieces.map((piece) => stream.write(piece)).join('') + stream.end();
};

/** One that overlaps the mark could come out of the mark itself, which tells nothing. */
const overlapsMark = (value: string): boolean =>
  Array.from(value).some(
    (_, index) => index > 0 && (MARK.endsWith(value.slice(0, index)) || MARK.startsWith(value.slice(index))),
  ) || value.includes(MARK);

/** A small alphabet makes values overlap themselves and each other. */
const tight = fc.string({
  unit: fc.constantFrom('a', 'b', '%', '/', '\n', ' ', '"', 'ü'),
  minLength: 4,
  maxLength: 12,
});
const wide = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 60 });
const value = fc.oneof(tight, wide).filter((text) => text.trim().length >= 4 && !overlapsMark(text));
const encoders: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => encodeURIComponent(text),
  (text) => encodeURI(text),
  (text) => encodeURIComponent(text).replaceAll(/%../g, (hex) => hex.toLowerCase()),
  (text) => new URLSearchParams({ v: text }).toString().slice(2),
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
];

describe('by value', () => {
  const parts = fc.record({
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
    noise: fc.array(fc.oneof(tight, wide, fc.string({ maxLength: 300 })), { minLength: 1, maxLength: 6 }),
    picks: fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.nat(encoders.length - 1)), { maxLength: 8 }),
    cuts: fc.array(fc.nat(5000), { maxLength: 40 }),
  });

  it('never comes out, however it is written and wherever it is cut', () => {
    fc.assert(
      fc.property(parts, ({ values, noise, picks, cuts }) => {
        const encoded = picks.map(([which, , how]) =>
          (encoders[how] as (text: string) => string)(values[which % values.length] as string),
        );
        const text = picks
          .map(([, from], index) => `${noise[from % noise.length]}${encoded[index]}`)
          .join('');
        const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
        const pieces = [...places, text.length].map((end, index) => text.slice(places[index - 1] ?? 0, end));
        const out = pieced(new Redaction(values), pieces);
        for (const secret of [...values, ...encoded])
          if (secret.replace(/=+$/, '').length >= 4 && !overlapsMark(secret))
            expect(out).not.toContain(secret);
      }),
      { numRuns: 1500 },
    );
  });

  it('leaves everything else as it is', () => {
    const plain = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'b', '\n', ' ', '\r', 'ü', '😀'), maxLength: 3000 }),
    );
    fc.assert(
      fc.property(plain, (pieces) => {
        expect(pieced(new Redaction(['secret-value-1']), pieces)).toBe(pieces.join(''));
        expect(pieced(plainRedaction, pieces)).toBe(pieces.join(''));
      }),
    );
  });

  it('is kept out of base64 around it, too', () => {
    const redaction = new Redaction(['s3cr3t-passphrase']);
    for (const before of ['', 'u', 'us', 'user:', 'longer name:']) {
      const header = Buffer.from(`${before}s3cr3t-passphrase:x`).toString('base64');
      const out = redaction.text(`X-Auth ${header}`);
      expect(out).toContain(MARK);
      expect(Buffer.from(out.split(' ')[1] ?? '', 'base64').toString()).not.toContain('3cr3t');
    }
    const long = 'k'.repeat(30) + '0123456789'.repeat(12);
    const wrapped = (
      Buffer.from(long)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\n');
    expect(new Redaction([long]).text(wrapped).replaceAll(MARK, '').trim()).toBe('');
  });

  it('is found line by line when it has lines', () => {
    const redaction = new Redaction(['first line\nsecond line\n']);
    expect(redaction.text('> second line <')).toBe(`> ${MARK} <`);
    const stream = redaction.stream();
    expect([stream.write('first line\n'), stream.write('second line\n'), stream.end()].join('')).toBe(MARK);
  });

  it('reaches names, numbers and all depths of a value', () => {
    const redaction = new Redaction(['hunter22', '90210777']);
    expect(redaction.value({ a: ['x hunter22', { hunter22: 90210777, n: 5, t: true, z: null }] })).toEqual({
      a: [`x ${MARK}`, { [MARK]: MARK, n: 5, t: true, z: null }],
    });
    expect(redaction.json('{"a":"\\u0068unter22"}')).toBe(`{"a":"${MARK}"}`);
  });

  it('is hidden with all that overlaps it', () => {
    const redaction = new Redaction(['abcabc', 'cabx']);
    for (const pieces of [['-abcabcabcabx-'], ['-abcab', 'cabc', 'abx-'], Array.from('-abcabcabcabx-')])
      expect(pieced(redaction, pieces)).toBe(`-${MARK}-`);
  });

  it('leaves no part of a secret at a cut', () => {
    const redaction = new Redaction(['correct horse battery']);
    expect(redaction.text('it is correct horse ba', { cutEnd: true })).toBe(`it is ${MARK}`);
    expect(redaction.text('horse battery it is', { cutStart: true })).toBe(`${MARK} it is`);
    expect(redaction.text('it is correct horse ba')).toBe('it is correct horse ba');
  });

  it('keeps back no more than it needs', () => {
    const stream = new Redaction(['abcdef']).stream();
    expect(stream.write('xyz abc')).toBe('');
    expect(stream.write('\nhi\n')).toBe('xyz abc\nhi\n');
    let kept = 0;
    for (let index = 0; index < 2000; index++) kept += 500 - stream.write('y'.repeat(500)).length;
    expect(kept).toBeLessThan(5000);
  });
});

describe('by shape', () => {
  it.each([
    ['Authorization: Bearer abc.def.ghi-123', `Authorization: ${MARK}`],
    ["curl -H 'authorization: Basic dXNlcjpwYXNz' x", `curl -H 'authorization: ${MARK}' x`],
    ['sent bearer 0123456789abcdef', `sent bearer ${MARK}`],
    ['password=hunter2&user=x', `password=${MARK}&user=x`],
    ['DB_PASSWORD="hunter2" next', `DB_PASSWORD="${MARK}" next`],
    ['{"password":"hunter2","n":1}', `{"password":"${MARK}","n":1}`],
    ['{\\"password\\":\\"hunter2\\"}', `{\\"password\\":\\"${MARK}\\"}`],
    ['https://x.example/?api_key=12345&b=1', `https://x.example/?api_key=${MARK}&b=1`],
    ['postgres://tutti:p@ss:w0rd@db:5432/x', `postgres://tutti:${MARK}@db:5432/x`],
    ['key AKIAIOSFODNN7EXAMPLE.', `key ${MARK}.`],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', `aws_secret_access_key = ${MARK}`],
    [`token ghp_${'a1B2'.repeat(9)} end`, `token ${MARK} end`],
    [`github_pat_${'a1B2_'.repeat(9)}`, MARK],
    ['xoxb-123456789012-abcdefABCDEF', MARK],
    [
      'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
      `https://hooks.slack.com/services/${MARK}`,
    ],
    [`sk-proj-${'aB3_'.repeat(8)}`, MARK],
    [`sk-ant-api03-${'aB3-'.repeat(8)}`, MARK],
    [`AIza${'aB3_-'.repeat(7)}`, MARK],
    ['eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl', MARK],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nrest', `${MARK}\nrest`],
    ['-----BEGIN PRIVATE KEY-----\nMIIE', MARK],
  ])('%j becomes %j', (text, wanted) => {
    expect(plainRedaction.text(text)).toBe(wanted);
    for (let cut = 1; cut < text.length; cut++)
      expect(pieced(plainRedaction, [text.slice(0, cut), text.slice(cut)])).toBe(wanted);
    expect(pieced(plainRedaction, Array.from(text))).toBe(wanted);
    expect(plainRedaction.text(wanted)).toBe(wanted);
  });

  it.each([
    'PWD=/home/x',
    'the bearer of bad news',
    'http://host:8080/path',
    'mailto:a@b.c',
    'http://host/a:b@c',
    'risk-free and task-based',
    'tokens used: 512',
    'the password was wrong',
  ])('%j is left alone', (text) => expect(plainRedaction.text(text)).toBe(text));

  it('names what a field is by its name', () => {
    expect(plainRedaction.json('{"headers":{"Authorization":"x"},"db":{"password":"y"},"pass":"z"}')).toBe(
      `{"headers":{"Authorization":"${MARK}"},"db":{"password":"${MARK}"},"pass":"z"}`,
    );
  });

  it('marks a credential longer than it keeps, in one line without an end', () => {
    const line = `${'x '.repeat(4000)}password=${'s3cret'.repeat(2000)} end`;
    const pieces = line.match(/.{1,333}/g) ?? [];
    const out = pieced(plainRedaction, pieces);
    expect(out).toBe(`${'x '.repeat(4000)}password=${MARK} end`);
  });

  it('does not let a label go before its secret, wherever a long line is looked at', () => {
    for (let tail = 990; tail < 1060; tail++) {
      const text = `${'x '.repeat(3000)}password=hunter22 ${'y'.repeat(tail)}`;
      expect(pieced(plainRedaction, [text, ' end\n'])).not.toContain('hunter22');
    }
  });

  it('follows a key block from piece to piece, and lets go after it', () => {
    const block = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBg\n'.repeat(80)}-----END PRIVATE KEY-----\n`;
    const lines = `a\n${block}b\n${block}c\n`.split(/(?<=\n)/);
    expect(pieced(plainRedaction, lines)).toBe(`a\n${MARK}\nb\n${MARK}\nc\n`);
  });

  it('stays quick on long texts that look like the beginning of something', () => {
    const started = performance.now();
    for (const text of [
      '://'.repeat(30_000),
      'password '.repeat(10_000),
      `://${'a'.repeat(90_000)}`,
      '-----BEGIN '.repeat(9000) + 'PRIVATE KEY',
    ])
      plainRedaction.text(text);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
