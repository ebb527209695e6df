/** Beyond this the place is not worked out: the expression engine has a stack of its own to exhaust. */
const MAX_LENGTH = 200_000;

const TOKEN =
  /\s*(?:([{}[\],:])|("(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/uy;

type Expect = 'value' | 'value or ]' | 'key or }' | 'key' | 'colon' | 'comma' | 'end';
const WORDS: Record<Expect, string> = {
  value: 'a value',
  'value or ]': 'a value or ]',
  'key or }': 'a key in double quotes or }',
  key: 'a key in double quotes',
  colon: 'a colon',
  comma: 'a comma or the closing bracket',
  end: 'nothing more',
};

/**
 * Says where a text stops being JSON. JSON.parse names no place for most errors, so a failed text is read once more,
 * token by token.
 */
export function findJsonError(text: string): string {
  if (text.length > MAX_LENGTH) return 'it cannot be parsed';
  const open: ('{' | '[')[] = [];
  let expect: Expect = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const next: Expect | null | undefined = match && after(expect, match, open);
    if (!match || !next) return describe(text, start, expect);
    expect = next;
  }
}

/** What may follow this token; undefined when the token itself may not stand here. */
function after(expect: Expect, match: RegExpExecArray, open: ('{' | '[')[]): Expect | undefined {
  const [, sign, string] = match;
  const takesValue = expect === 'value' || expect === 'value or ]';
  const takesKey = expect === 'key' || expect === 'key or }';
  if (sign === '{' || sign === '[') {
    if (!takesValue) return undefined;
    open.push(sign);
    return sign === '{' ? 'key or }' : 'value or ]';
  }
  if (sign === '}' || sign === ']') return closes(sign, expect, open);
  if (sign === ':') return expect === 'colon' ? 'value' : undefined;
  if (sign === ',') return expect !== 'comma' ? undefined : open.at(-1) === '{' ? 'key' : 'value';
  if (takesKey) return string ? 'colon' : undefined;
  return takesValue ? valueEnds(open) : undefined;
}

function closes(sign: '}' | ']', expect: Expect, open: ('{' | '[')[]): Expect | undefined {
  const fits = sign === '}' ? open.at(-1) === '{' : open.at(-1) === '[';
  const empty = sign === '}' ? 'key or }' : 'value or ]';
  if (!fits || (expect !== 'comma' && expect !== empty)) return undefined;
  open.pop();
  return valueEnds(open);
}

const valueEnds = (open: readonly unknown[]): Expect => (open.length > 0 ? 'comma' : 'end');

function describe(text: string, start: number, expect: Expect): string {
  const place = start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0);
  if (place >= text.length) return `it ends where ${WORDS[expect]} should follow`;
  const before = text.slice(0, place).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: expected ${WORDS[expect]}`;
}
