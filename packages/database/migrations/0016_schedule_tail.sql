-- What schedules ran lately is told at once: until now it was added to their counts when nothing could change any more,
-- two minutes later, and the first page of a new installation said for so long that nothing had run.
--
-- Invariant: schedule_tail counts what ended since metrics_progress.counted_to, anew with every roll-up; schedule_rollups
-- and it together are all there is. What a crash loses of it is counted again within seconds, so it needs no log.
--
-- Old nodes: may run beside this. What one of them settles stays in the tail too, and is told twice, until a newer one
-- counts.

create unlogged table schedule_tail (like schedule_rollups);
