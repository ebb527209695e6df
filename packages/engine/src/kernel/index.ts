/** Kernel: time, ids, wake-ups and the life of a service. Owns no table. Knows nothing of executions. */
export { type Clock, systemClock } from './clock.ts';
export { isDeeperThan } from './json-depth.ts';
export { type Log, silentLog } from './log.ts';
export { Loop } from './loop.ts';
export { LoopService } from './loop-service.ts';
export { pageOf } from './page-of.ts';
export { Patience } from './patience.ts';
export { spanText } from './span-text.ts';
export { type Stopping, stopWithin } from './stop-within.ts';
export { Signal } from './signal.ts';
export { storableJson, storableText } from './storable.ts';
export type { ActiveSpan, SpanStart, Tracer } from './tracer.ts';
export { isUniqueViolation } from './unique-violation.ts';
export { uuidGenerator } from './uuid.ts';
export { valueAt } from './value-at.ts';
