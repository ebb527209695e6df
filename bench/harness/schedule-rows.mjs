/**
 * Schedules by the hundred thousand, half of them intervals and half cron expressions of 1,440 kinds, due at `dueAt`
 * (SQL, which may use i). Written by SQL: the API would take minutes.
 */
export async function insertSchedules(database, { count, prefix, dueAt }) {
  const minute = `extract(minute from ${dueAt})::int`;
  const hour = `extract(hour from ${dueAt})::int`;
  const cron = `(${minute} || ',' || i % 60) || ' ' || (${hour} || ',' || i / 60 % 24) || ' * * *'`;
  await database.query(
    `insert into task_schedules (name, task_type, task_config, schedule_type, schedule_config, next_run_at)
     select $2 || i, 'bench', json_build_object('i', i), kind,
            case kind when 'interval' then json_build_object('intervalMs', 60000) else json_build_object('cron', ${cron}) end, ${dueAt}
       from generate_series(1, $1::int) i, lateral (select case when i % 2 = 0 then 'interval' else 'cron' end as kind) k`,
    [count, prefix],
  );
  await database.query('analyze task_schedules');
}
