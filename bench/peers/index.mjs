/**
 * A peer does the same work as Tutti in its best configuration, behind this interface:
 *
 *   versionOf                    the package whose version is reported
 *   prepare(connection)          makes its schema in a fresh database
 *   openProducer(connection)     -> { add(i), addMany(from, count), close() }: resolved once durable
 *   openWorker(connection, { purpose, onJob, stepsPerJob })
 *                                -> { add(i), unfinished(), stop() }; works from now on and calls onJob(i) as each
 *                                job starts; add() enqueues from the same process; purpose is 'throughput' or
 *                                'latency', which want different settings
 */
export const PEERS = ['tutti', 'graphile-worker', 'pg-boss', 'dbos'];

/** Loaded when asked for: no peer's code may be in another's process. */
export const loadPeer = async (name) => (await import(`./${name}.mjs`)).default;
