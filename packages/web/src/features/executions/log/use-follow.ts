import { useEffect, useRef, useState, type RefObject } from 'react';
import { useLatest } from '../../../ui/use-latest.ts';

interface FollowOptions {
  scroller: RefObject<HTMLElement | null>;
  revision: number;
  active: boolean;
  toEnd: () => void;
}

const NEAR_END = 24;

/** Keeps the end in sight while a log grows. Scrolling up lets go of it, scrolling back to the end takes hold again. */
export function useFollow({ scroller, revision, active, toEnd }: FollowOptions) {
  const [on, setOn] = useState(active);
  const [wasActive, setWasActive] = useState(active);
  if (wasActive !== active) {
    // Another attempt begins below what was read: a retry leads to it.
    setWasActive(active);
    if (active) setOn(true);
  }
  const lastTop = useRef(0);
  const latest = useLatest(toEnd);
  useEffect(() => {
    if (on) latest.current();
  }, [on, revision, latest]);
  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) return;
    const upwards = element.scrollTop < lastTop.current - 2;
    lastTop.current = element.scrollTop;
    const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (upwards && fromEnd > NEAR_END) setOn(false);
    else if (active && fromEnd <= NEAR_END) setOn(true);
  };
  return { on: on && active, set: setOn, onScroll };
}
