/** A credential found by its shape: the secret part, and where its label begins. */
export interface Credential {
  start: number;
  from: number;
  to: number;
}

/** One look that rules out nearly every text before the patterns are tried. */
const MAYBE =
  /authoriz|bearer|passw|passphrase|api[_-]?key|token|secret|AKIA|ASIA|gh[opsur]_|github_pat_|glpat-|xox[a-z]-|xapp-|hooks\.slack|[psr]k[-_]|AIza|eyJ|:\/\/|PRIVATE KEY/i;

const LABEL =
  'passw(?:or)?d|passphrase|api[_-]?key|(?:access|auth|refresh|session|security|id)[_-]?token|client[_-]?secret|secret[_-]?(?:access[_-]?)?key';

/** Of each: a label that stays, then the secret. No two quantifiers compete for the same text, so none backtracks far. */
const PATTERNS: readonly RegExp[] = [
  /((?:proxy-)?authorization["']?[ \t]*[:=][ \t]*["']?)([^\r\n"']+)/gi,
  /(\bbearer[ \t]+)((?=[A-Za-z._~+/=-]{0,200}\d)[A-Za-z0-9._~+/=-]{12,})/gi,
  new RegExp(`((?:${LABEL})\\\\?["']?[ \\t]*[:=][ \\t]*\\\\?["']?)([^\\s"'\\\\&,;]+)`, 'gi'),
  // scheme://user:password@host
  /(:\/\/[^\s/?#:@"']{0,256}:)([^\s/?#"']{1,1024})@/g,
  /()(\b(?:AKIA|ASIA)[A-Z0-9]{16}\b)/g,
  /()(\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{20,}))/g,
  /()(\b(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,})/g,
  /(hooks\.slack\.com\/services\/)([A-Za-z0-9/]{20,})/g,
  // OpenAI, Anthropic; Stripe; Google
  /()(\bsk-[A-Za-z0-9_-]{20,})/g,
  /()(\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,})/g,
  /()(\bAIza[A-Za-z0-9_-]{35})/g,
  /()(\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})/g,
];

export const KEY_BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/;
export const KEY_END = /-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/;
const CREDENTIAL_NAME = new RegExp(`^(?:proxy-)?authorization$|(?:${LABEL})$`, 'i');

export const mayHoldCredentials = (text: string): boolean => MAYBE.test(text);

/** Whether a field of this name holds nothing but a credential. */
export const isCredentialName = (name: string): boolean => CREDENTIAL_NAME.test(name);

export function findCredentials(text: string): Credential[] {
  if (!mayHoldCredentials(text)) return [];
  const found: Credential[] = [];
  for (const pattern of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const [, label = '', secret = ''] = match;
      const from = match.index + label.length;
      found.push({ start: match.index, from, to: from + secret.length });
    }
  }
  return found;
}
