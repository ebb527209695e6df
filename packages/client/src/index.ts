/**
 * Client of the API, derived from the contract: typed HTTP calls, a reconnecting event stream, and a queue for changes
 * made while offline. Runs in browsers and in Node.
 */
export { ApiError } from './api-error.ts';
export type { CallInput, CallOptions, CallOutput } from './call.ts';
export { createClient, type Client, type ClientOptions } from './client.ts';
export {
  createEventStream,
  type ConnectionState,
  type EventStream,
  type EventStreamOptions,
  type StreamEvents,
} from './event-stream.ts';
export {
  createMutationQueue,
  MutationQueueFullError,
  type MutationOutcome,
  type MutationQueue,
  type MutationQueueOptions,
  type PendingMutation,
} from './mutation-queue.ts';
export { NetworkError } from './network-error.ts';
export { newKey } from './new-key.ts';
export type { WebSocketConstructor, WebSocketLike } from './socket.ts';
