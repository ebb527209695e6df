import { useDeferredValue, useMemo, useState } from 'react';
import { LineSearch, type LogLine } from './log-buffer.ts';

export interface LogSearch {
  text: string;
  setText: (text: string) => void;
  /** The text that the matches belong to; a little behind while much is searched. */
  searched: string;
  count: number;
  /** Place of the current match among all, from 1; 0 without one. */
  place: number;
  /** Index of the line of the current match. */
  line: number | undefined;
  step: (by: 1 | -1) => number | undefined;
}

/** Finds lines, and steps through them. */
export function useLogSearch(lines: readonly LogLine[], revision: number): LogSearch {
  const [text, setText] = useState('');
  const [at, setAt] = useState(-1);
  const [finder] = useState(() => new LineSearch());
  const searched = useDeferredValue(text);
  // `lines` grows in place; the revision tells when.
  const matches = useMemo(
    () => (revision >= 0 ? finder.find(lines, searched).slice() : []),
    [finder, lines, searched, revision],
  );
  const current = at >= 0 && at < matches.length ? at : -1;
  return {
    text,
    setText: (next) => {
      setText(next);
      setAt(-1);
    },
    searched,
    count: matches.length,
    place: current + 1,
    line: current >= 0 ? matches[current] : undefined,
    step: (by) => {
      if (matches.length === 0) return undefined;
      const next =
        (current < 0 ? (by > 0 ? 0 : matches.length - 1) : current + by + matches.length) % matches.length;
      setAt(next);
      return matches[next];
    },
  };
}
