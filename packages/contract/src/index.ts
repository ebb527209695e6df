/**
 * The contract: what travels between the parts of Tutti and to the world outside. Schemas of entities, states and
 * events, the route table, the WebSocket messages and the error catalogue. Browser-safe, no I/O.
 */
export * from './access.ts';
export * from './api.ts';
export * from './apply.ts';
export * from './audit.ts';
export * from './breaker.ts';
export * from './batch.ts';
export * from './calendar.ts';
export * from './configuration.ts';
export { describeIssues } from './describe-issues.ts';
export { fieldSentence } from './field-sentence.ts';
export * from './error.ts';
export * from './event.ts';
export * from './estimated-cost.ts';
export * from './execution.ts';
export * from './installation-settings.ts';
export * from './metrics.ts';
export * from './intervention.ts';
export { nearestName } from './nearest-name.ts';
export { parseAs } from './parse-as.ts';
export * from './node.ts';
export * from './notification.ts';
export * from './notification-view.ts';
export * from './primitives.ts';
export * from './queue.ts';
export * from './recovery.ts';
export * from './route.ts';
export * from './schedule.ts';
export { Secret, SecretInUse, SecretName, SecretRotation, SecretValue } from './secret.ts';
export { namesSecret, secretNamesIn } from './secret-reference.ts';
export * from './system.ts';
export * from './task-config.ts';
export * from './timeline.ts';
export * from './webhook.ts';
export * from './incoming-message.ts';
export * from './websocket.ts';
export * from './worker.ts';
export { TriggerRequest } from './routes/schedule-routes.ts';
