-- What operators ask of failures: by queue and type, which rule decided, and how a redrive went.
--
-- Invariants: a redrive that has ended keeps its figures and never becomes due again; those older than a week go with the
-- next one that begins.
--
-- Old nodes: may run beside this; they leave the new columns of an error record empty, and end a redrive by removing it.

alter table error_records
  add column rule      text,                                    -- name of the rule that decided; null: as the handler said
  add column queue     text collate "C",
  add column task_type text collate "C";
update error_records r set queue = e.queue, task_type = e.task_type
  from (select id, queue, task_type from live_executions union all select id, queue, task_type from execution_history) e
 where e.id = r.execution_id;

alter table redrives
  add column canary_letter_id integer,                          -- which letter went first; stays when canary_id is cleared
  add column outcome          text check (outcome in ('completed', 'canary_failed')),
  add column total            integer not null default 0,
  add column sent             integer not null default 0,
  add column ended_at         timestamptz;
