import { useEffect, useRef, type RefObject } from 'react';

/** The latest value, for timers and listeners that must not begin anew with each drawing. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
