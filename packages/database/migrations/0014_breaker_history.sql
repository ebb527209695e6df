-- The changes of one circuit breaker are found among all events without reading those.
--
-- Invariant: the index holds what tells of a breaker's state, and nothing else.
--
-- Old nodes: may run beside this.

create index events_breaker on events ((data ->> 'key'), tx, id)
 where type in ('breaker.opened', 'breaker.half_opened', 'breaker.closed', 'breaker.tripped');
