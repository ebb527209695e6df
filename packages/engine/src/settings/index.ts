/**
 * Settings: what holds for the whole installation. Owns `settings`.
 * Each node keeps them at hand; an edit is committed with its event and its audit entry, and reaches the other nodes by
 * a notification.
 */
export { Settings } from './settings.ts';
