import os from 'node:os';

export interface ServerSettings {
  fsync?: boolean;
  maxConnections?: number;
  /** Any setting of postgresql.conf; these win. */
  settings?: Record<string, string | number>;
}

/** For a machine of two cores shared with Tutti itself. Nothing here trades durability away, except `fsync: false`. */
export function serverArguments(options: ServerSettings): string[] {
  const settings = {
    ...BASE,
    effective_cache_size: `${Math.max(256, Math.round(os.totalmem() / 2 / 2 ** 20))}MB`,
    max_connections: options.maxConnections ?? 100,
    ...(options.fsync === false ? FOR_THROW_AWAY_DATA : {}),
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

const BASE = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '128MB',
  maintenance_work_mem: '64MB',
  work_mem: '8MB',
  max_wal_size: '2GB',
  min_wal_size: '128MB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  random_page_cost: '1.1',
  max_parallel_workers_per_gather: 1,
  // The queue tables turn over completely within minutes: vacuum little and often.
  autovacuum_naptime: '10s',
  autovacuum_vacuum_cost_limit: 2000,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %a ',
  logging_collector: 'off',
};

const FOR_THROW_AWAY_DATA = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
