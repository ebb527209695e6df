/** Where a row stands in the list it was opened from. */
export interface Place {
  /** Counted from 1. */
  position: number;
  of: number;
  previous: string | undefined;
  next: string | undefined;
}

/** Undefined when the list does not hold it: it was opened from elsewhere. */
export function placeOf(keys: readonly string[], key: string): Place | undefined {
  const index = keys.indexOf(key);
  if (index === -1) return undefined;
  return { position: index + 1, of: keys.length, previous: keys[index - 1], next: keys[index + 1] };
}

/** In the list shown last of those that hold it. */
export const latestPlace = (lists: readonly (readonly string[])[], key: string): Place | undefined => {
  const holder = lists.findLast((keys) => keys.includes(key));
  return holder && placeOf(holder, key);
};
