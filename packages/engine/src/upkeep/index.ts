/** Upkeep: what keeps tables in shape over months. Makes the dated partitions of history, logs and events. */
export { ensurePartitions, partitionKeeper } from './partitions.ts';
