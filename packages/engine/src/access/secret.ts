import { createHash, randomBytes } from 'node:crypto';

export const TOKEN_PREFIX = 'tutti_';
export const SESSION_PREFIX = 'tutti_session_';
export const CODE_PREFIX = 'tutti_code_';

/** 256 random bits: nothing that could be guessed, and nothing a slow hash would add to. */
export const makeSecret = (prefix: string): string => prefix + randomBytes(32).toString('base64url');

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Enough to tell tokens apart, too little to be of use. */
export const hintOf = (secret: string, prefix: string): string => secret.slice(0, prefix.length + 4);
