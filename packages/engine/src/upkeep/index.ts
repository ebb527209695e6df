/**
 * Upkeep: what keeps tables in shape over months, and the disk from running full. Makes the dated partitions of
 * history, logs and events ahead of time, and removes what is older than the settings say.
 */
export { DiskWatch, LEAST_FREE_PERCENT, freePercentOf } from './disk-watch.ts';
export { ensurePartitions, partitionKeeper, partitionNamesAhead } from './partitions.ts';
export { Retention } from './retention.ts';
