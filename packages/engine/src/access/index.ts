/**
 * Access: who may call, and what they may do. Owns `tokens` and `sign_in_codes`. Secrets are kept as hashes only.
 * Rights never grow: a token deals only with tokens that may do no more than itself. A revocation reaches all nodes by
 * a notification, and after ten seconds at the latest without one.
 */
export { Tokens } from './tokens.ts';
