import type {
  BloatedTable,
  OldTransaction,
  ScheduleTroubles,
  ServerSettings,
  StuckLeases,
  WaitingLane,
} from './database-store.ts';
import { type Finding, fail, ok, roughly, warn } from './finding.ts';

/** What is wrong with the settings of PostgreSQL, the worst first. */
export function judgeServer(settings: ServerSettings, connections: number): Finding[] {
  return [judgeDurability(settings), judgeAutovacuum(settings), judgeConnections(settings, connections)];
}

function judgeDurability({ fsync, full_page_writes, synchronous_commit }: ServerSettings): Finding {
  const check = 'durability';
  if (fsync === 'off' || full_page_writes === 'off') {
    const name = fsync === 'off' ? 'fsync' : 'full_page_writes';
    return fail(
      check,
      `${name} is off: a power cut may destroy the database`,
      `set ${name} = on in postgresql.conf`,
    );
  }
  if (synchronous_commit === 'off')
    return warn(
      check,
      'synchronous_commit is off: work that was accepted may be forgotten at a crash',
      'set synchronous_commit = on',
    );
  return ok(check, 'what is accepted is on disk');
}

const judgeAutovacuum = ({ autovacuum }: ServerSettings): Finding =>
  autovacuum === 'off'
    ? fail(
        'autovacuum',
        'is off: the queue tables turn over within minutes and will only grow',
        'set autovacuum = on',
      )
    : ok('autovacuum', 'is on');

function judgeConnections({ max_connections }: ServerSettings, used: number): Finding {
  const most = Number(max_connections);
  const message = `${used} of ${most} are in use`;
  return used > most * 0.8
    ? warn('connections', message, 'raise max_connections, or lower DATABASE_POOL_SIZE of the nodes')
    : ok('connections', message);
}

const LONG_MS = 3_600_000;

export function judgeTransactions(
  old: readonly OldTransaction[],
  holders: readonly { what: string; name: string }[],
): Finding {
  const check = 'transactions';
  const [oldest] = old;
  if (oldest) {
    const who = `${oldest.application || 'a program'} (process ${oldest.pid}, database ${oldest.database ?? '?'})`;
    const harm = oldest.writes
      ? 'events written since wait for it, in every database of the server'
      : 'rows deleted since cannot be cleaned away';
    const message = `${who} has a transaction open for ${roughly(oldest.age_ms)}: ${harm}`;
    const fix = `end that program, or: select pg_terminate_backend(${oldest.pid})`;
    return oldest.age_ms > LONG_MS && oldest.writes ? fail(check, message, fix) : warn(check, message, fix);
  }
  const [holder] = holders;
  if (holder)
    return warn(
      check,
      `a ${holder.what} (${holder.name}) that nobody uses keeps deleted rows from being cleaned away`,
      holder.what === 'replication slot'
        ? `bring its replica back, or: select pg_drop_replication_slot('${holder.name}')`
        : `rollback prepared '${holder.name}'`,
    );
  return ok(check, 'none is open for long');
}

export function judgeLag(lagMs: number | null): Finding {
  const check = 'event lag';
  if (lagMs === null || lagMs < 10_000) return ok(check, 'events are told at once');
  const message = `the oldest event that cannot be told yet is ${roughly(lagMs)} old`;
  const fix = 'see transactions: one that writes is open for as long';
  return lagMs > 60_000 ? fail(check, message, fix) : warn(check, message, fix);
}

export function judgeBloat(tables: readonly BloatedTable[]): Finding {
  if (tables.length === 0) return ok('dead rows', 'are cleaned away');
  const list = tables.map(({ name, dead }) => `${name} (${dead.toLocaleString('en-US')})`).join(', ');
  return warn(
    'dead rows',
    `outnumber the living in ${list}: cleaning does not keep up`,
    `end long transactions, then: vacuum ${tables[0]?.name}`,
  );
}

export function judgeLeases({ leases, executions, age_ms }: StuckLeases): Finding {
  if (leases === 0) return ok('leases', 'none is overdue');
  return fail(
    'leases',
    `${executions} executions of lost nodes were not taken over, since ${roughly(age_ms ?? 0)}`,
    'start a node with the role worker: it takes them over within a second',
  );
}

export function judgePartitions(
  { missing, strays }: { missing: readonly string[]; strays: readonly string[] },
  nodes: number,
): Finding {
  const check = 'partitions';
  if (strays.length > 0)
    return warn(
      check,
      `the default partition of ${strays.join(', ')} holds rows, which are deleted row by row instead of all at once`,
      'nothing to do if no node ran for a while: they go by themselves as they age',
    );
  if (missing.length === 0) return ok(check, 'are made ahead of time');
  const message = `${missing.join(', ')} is missing`;
  return nodes === 0
    ? ok(check, `${message}; the next start makes it`)
    : warn(check, message, 'look into the log of a node for why it could not be made');
}

export function judgeWaiting(lanes: readonly WaitingLane[], nodes: number): Finding {
  const check = 'waiting work';
  const unserved = lanes.find(({ runs }) => !runs);
  const [longest] = lanes;
  if (!longest) return ok(check, 'none has waited for long');
  const { queue, task_type, waiting, age_ms } = unserved ?? longest;
  const message = `${waiting} of ${task_type} in queue ${queue} wait, the oldest for ${roughly(age_ms)}`;
  if (nodes === 0) return warn(check, `${message}; no node is running`, 'start one: tutti start');
  return unserved
    ? fail(
        check,
        `${message}, and none of them runs`,
        `start a node that handles ${task_type}, or look whether queue ${queue} is paused`,
      )
    : warn(check, message, 'raise TUTTI_MAX_CONCURRENT, or start another node');
}

const SLOW_TICK_MS = 30_000;

export function judgeSchedules(found: ScheduleTroubles, nodes: number): Finding {
  const check = 'schedules';
  const { running, overdue, overdue_ms, overdue_names, ended_names, tick_ms } = found;
  if (!running) return warn(check, 'firing is stopped on all nodes', 'tutti scheduler start');
  if (nodes > 0 && (tick_ms === null || tick_ms > SLOW_TICK_MS))
    return fail(
      check,
      `no node has looked for due schedules ${tick_ms === null ? 'yet' : `for ${roughly(tick_ms)}`}`,
      'start a node with the role scheduler',
    );
  if (overdue > 0) {
    const message = `${overdue} are overdue, the oldest by ${roughly(overdue_ms ?? 0)}: ${overdue_names.join(', ')}`;
    return nodes > 0
      ? fail(check, message, 'look into the log of the node with the role scheduler')
      : warn(
          check,
          `${message}; no node is running`,
          'start one: what is missed is caught up as each schedule says',
        );
  }
  if (ended_names.length > 0)
    return warn(
      check,
      `enabled, but with no run to come: ${ended_names.join(', ')}`,
      'move endsAt or maxRuns with tutti schedule edit, or disable them',
    );
  return ok(check, 'none is overdue');
}
