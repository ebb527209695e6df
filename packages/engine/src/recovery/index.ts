/**
 * Recovery: circuit breakers. Owns `circuit_breakers` and `breaker_trials`. Whether a call may go out is decided from
 * memory; figures are written in groups, and every change of state falls in a pure decision on the locked row.
 */
export { BreakerGate } from './breaker-gate.ts';
export { BreakerKeeper } from './breaker-keeper.ts';
export { Breakers } from './breakers.ts';
