/**
 * What is measured, and what "How fast" of the engine's specification asks of it. `ratios`: Tutti divided by that peer
 * at least (of times: the peer divided by Tutti). `atLeast`, `atMost`, `below`: Tutti's own number.
 * `underPeers`: less than every peer has.
 */
export const ENTRIES = {
  'enqueue-32': {
    title: 'Enqueue one by one, 32 callers',
    unit: '1/s',
    target: { ratios: { 'graphile-worker': 15 } },
  },
  'enqueue-256': {
    title: 'Enqueue one by one, 256 callers',
    unit: '1/s',
    target: { atLeast: 60_000, ratios: { 'graphile-worker': 15 } },
  },
  'enqueue-bulk': {
    title: 'Enqueue in batches of 1,000',
    unit: '1/s',
    target: { ratios: { 'graphile-worker': 2 } },
  },
  throughput: {
    title: 'Trivial executions, one worker process',
    unit: '1/s',
    target: { ratios: { 'graphile-worker': 1.3, 'pg-boss': 2, dbos: 40 } },
  },
  pipeline: {
    title: 'Enqueue to durable completion, producer and worker apart',
    unit: '1/s',
    target: { atLeast: 60_000 },
  },
  steps: { title: 'Workflows of two durable steps', unit: '1/s', target: { ratios: { dbos: 40 } } },
  'latency-p50': {
    title: 'Enqueue to handler start at 20/s, p50',
    unit: 'ms',
    target: { atMost: 4, underPeers: true },
  },
  'latency-p95': {
    title: 'Enqueue to handler start at 20/s, p95',
    unit: 'ms',
    target: { atMost: 7, underPeers: true },
  },
  'latency-p99': {
    title: 'Enqueue to handler start at 20/s, p99',
    unit: 'ms',
    target: { atMost: 13, underPeers: true },
  },
  shell: { title: 'Shell executions of /bin/true', unit: '1/s', target: { atLeast: 600 } },
  'shell-600mb': { title: 'The same, 600 MB resident in the node', unit: '1/s', target: { atLeast: 600 } },
  'schedules-idle-tick-100': { title: 'Idle tick, 100 schedules', unit: 'ms', target: { below: 2 } },
  'schedules-idle-tick-100000': { title: 'Idle tick, 100,000 schedules', unit: 'ms', target: { below: 2 } },
  'schedules-idle-tick-1000000': {
    title: 'Idle tick, 1,000,000 schedules',
    unit: 'ms',
    target: { below: 2 },
  },
  'schedules-due': {
    title: '10,000 schedules due at once, all enqueued',
    unit: 'ms',
    target: { below: 500 },
  },
  'firing-lateness-p50': { title: 'Slot to start of the run, p50', unit: 'ms' },
  'firing-lateness-p99': { title: 'Slot to start of the run, p99', unit: 'ms', target: { below: 25 } },
  'websocket-fanout': {
    title: 'WebSocket fan-out, 1,000 clients, 1 KB',
    unit: '1/s',
    target: { ratios: { 'bare-ws': 0.8 } },
  },
  'api-requests': {
    title: 'POST /execution/executions, 50 connections',
    unit: '1/s',
    target: { atLeast: 12_000 },
  },
  'api-p99': { title: 'The same, p99', unit: 'ms', target: { below: 15 } },
  memory: { title: 'Node at rest', unit: 'MB', target: { below: 130 } },
  'memory-spawner': { title: 'Its process spawner', unit: 'MB' },
  'start-cold': { title: 'First start to healthy', unit: 'ms' },
  'start-warm': { title: 'Later start to healthy', unit: 'ms', target: { below: 3000 } },
};

/** Of rates more is better, of times and memory less. */
export const moreIsBetter = (unit) => unit === '1/s';
