/**
 * What a live execution waits for once its time has come, as SQL: a slot of its key, then room for the cost it states;
 * null: nothing, it is ready. `of`: the row's alias with its dot, where a statement knows several.
 */
export const nextHold = (of = ''): string =>
  `case when ${of}concurrency_key is not null then 'key' when ${of}estimated_cost is not null then 'room' end`;

/** The same for what has its slot already. */
export const roomHold = (of = ''): string => `case when ${of}estimated_cost is not null then 'room' end`;
