const NUL = { what: 'a NUL character (\\u0000), which cannot be stored', fix: 'remove the NUL character' };
const SURROGATE = {
  what: 'half of a surrogate pair, which is no valid character',
  fix: 'send the whole character, or remove it',
};

/** Why a text cannot be stored in PostgreSQL; undefined when it can. */
export function unsafeText(text: string): { what: string; fix: string } | undefined {
  if (text.includes('\0')) return NUL;
  return text.isWellFormed() ? undefined : SURROGATE;
}
