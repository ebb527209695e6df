import type { TestDatabase } from '@tutti/testkit';

/**
 * Executions that ended in the last ten hours, as if they had run: 2 of 100 failed, 1 timed out. In one statement, since
 * really running so many would take an hour.
 */
export async function storeExecutions(database: TestDatabase['database'], count: number): Promise<void> {
  await database.query(
    `with made as (
       select n, now() - (($1::int - n) * (interval '10 hours' / $1::int)) - interval '1 minute' as at from generate_series(1, $1::int) n),
     placed as (
       select *, lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as hex from made)
     insert into execution_history (id, execution_id, queue, task_type, priority, status, attempt, fence, scheduled_at, started_at,
       completed_at, tags, task_config, result, error, node, created_at)
     select 10000000 + n,
            (left(hex, 8) || '-' || right(hex, 4) || '-7' || lpad(to_hex(n % 4096), 3, '0') || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
            (array['default', 'mail', 'reports', 'import'])[1 + n % 4], 'shell_command', 5,
            case when n % 100 < 2 then 'failed' when n % 100 = 2 then 'timeout' else 'completed' end::execution_status,
            1, 1, at, at, at + interval '200 ms', array[(array['blue', 'green', 'red'])[1 + n % 3]],
            json_build_object('command', 'stored number ' || n), json_build_object('exitCode', 0),
            case when n % 100 < 3 then json_build_object('code', 'EXIT_CODE', 'message', 'exited with code ' || n % 7, 'permanent', false) end,
            'stored-node', at
       from placed`,
    [count],
  );
  await database.query('vacuum analyze execution_history');
}
