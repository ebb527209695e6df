/**
 * Recovery: what failed, putting it right, and keeping calls away from services that are down. Owns `error_records`
 * (written as attempts end, by the execution slice), `dead_letters`, `redrives`, `error_rules`, `retry_policies`,
 * `circuit_breakers` and `breaker_trials`.
 * An execution has at most one open error record and one dead letter; a record is resolved when a retry succeeded, or by
 * an operator, never when a retry began. Whether a call may go out is decided from memory; figures are written in groups,
 * and every change of a breaker's state falls in a pure decision on the locked row.
 */
export { BreakerGate } from './breaker-gate.ts';
export { BreakerKeeper } from './breaker-keeper.ts';
export { Breakers } from './breakers.ts';
export { DeadLetters } from './dead-letters.ts';
export { errorRowsOf, toErrorRecord } from './error-store.ts';
export { Errors } from './errors.ts';
export { LetterArchive, letterArchiver } from './letter-archive.ts';
export { Redriver } from './redriver.ts';
export { Rules } from './rules.ts';
