/** Calls `work(0)` to `work(count - 1)`, `callers` at a time: each caller goes on when its call is answered. */
export async function concurrently(count, callers, work) {
  let next = 0;
  const call = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: callers }, call));
}

/** The same for batches: `work(from, size)`. */
export function inBatches(count, size, callers, work) {
  return concurrently(Math.ceil(count / size), callers, (index) =>
    work(index * size, Math.min(size, count - index * size)),
  );
}
