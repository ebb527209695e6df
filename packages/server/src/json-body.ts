import { TuttiError } from '@tutti/contract';
import { findJsonError } from './json-error-place.ts';
import { unsafeText } from './unsafe-text.ts';

const MAX_DEPTH = 100;

/**
 * Parses a JSON body. Refuses what is valid JSON but nobody can store or should merge: NUL characters and broken
 * surrogates (PostgreSQL takes neither), `__proto__` keys, and nesting that would exhaust a stack further in.
 */
export function parseJsonBody(text: string): unknown {
  if (text.length === 0) return undefined;
  const value = parse(text);
  if (tooDeep(text)) {
    throw invalid('', `The body is nested more than ${MAX_DEPTH} levels deep.`, 'flatten it');
  }
  // Every such character arrives as an escape, so a body without one needs no walk.
  if (text.includes('\\u') || text.includes('__proto__')) refuseUnsafe(value, []);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TuttiError('JSON_INVALID', `The body is not valid JSON: ${findJsonError(text)}.`);
  }
}

/** A bracket inside of a string counts too, so the true depth is only worked out for texts that have many. */
function tooDeep(text: string): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

function refuseUnsafe(value: unknown, path: string[]): void {
  if (typeof value === 'string') refuseText(value, path, 'holds');
  else if (Array.isArray(value)) value.forEach((item, index) => refuseUnsafe(item, [...path, String(index)]));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') {
        throw invalid([...path, key].join('.'), 'A key named __proto__ is refused.', 'choose another name');
      }
      refuseText(key, path, 'has a key with');
      refuseUnsafe(item, [...path, key]);
    }
  }
}

function refuseText(text: string, path: string[], verb: string): void {
  const unsafe = unsafeText(text);
  if (!unsafe) return;
  const field = path.join('.');
  throw invalid(field, `${field || 'The body'} ${verb} ${unsafe.what}.`, unsafe.fix);
}

const invalid = (field: string, message: string, fix: string): TuttiError =>
  new TuttiError('VALIDATION_FAILED', message, { errors: [{ field, message, fix }] });
