/** The page a one-time link leads to. */
export const SIGN_IN_PATH = '/sign-in';

/** What stands behind the hash of a one-time link: it never leaves the browser but to sign in. */
export function readSignInCode({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>): string | undefined {
  if (pathname !== SIGN_IN_PATH) return undefined;
  const code = hash.slice(1);
  return /^tutti_code_[\w-]+$/.test(code) ? code : undefined;
}
