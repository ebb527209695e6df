-- What operators see of nodes and queues: the limits a node keeps to, why it takes nothing, and how much came and went.
--
--   nodes.cpu_limit, memory_limit   percent from which on it takes no more; null: a node that does not tell, or no limit
--   nodes.refusal                   why it starts nothing just now, in words; null while it does
--   queue_samples.came, went        executions made and ended since the sample before; null: not counted
--   queue_samples.period_ms         how long that was
--
-- Old nodes may run beside it: they leave the new columns empty.

alter table nodes
  add column cpu_limit    smallint,
  add column memory_limit smallint,
  add column refusal      text;
alter table queue_samples
  add column came      integer,
  add column went      integer,
  add column period_ms integer;
