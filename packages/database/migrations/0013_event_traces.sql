-- Events carry the trace of the request that caused them, so that what they cause in turn belongs to it.
--
-- Invariants: null for events of executions, whose trace stands in their trigger.
--
-- Old nodes: may run beside this; they leave it empty.

alter table events add column if not exists traceparent text collate "C";
