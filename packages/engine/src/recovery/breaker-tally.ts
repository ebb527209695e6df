/** Calls to one service since the last flush, in the order in which they ended, summed up. */
export interface Tally {
  calls: number;
  failures: number;
  /** Failures before the first success. */
  leading: number;
  /** Failures after the last success. */
  trailing: number;
  /** Most failures in a row. */
  longest: number;
}

export const emptyTally = (): Tally => ({ calls: 0, failures: 0, leading: 0, trailing: 0, longest: 0 });

/** The tally with one call more. */
export const addCall = (tally: Tally, failed: boolean): Tally =>
  joinTallies(tally, {
    calls: 1,
    failures: failed ? 1 : 0,
    leading: failed ? 1 : 0,
    trailing: failed ? 1 : 0,
    longest: failed ? 1 : 0,
  });

/** The first tally followed by the second. */
export const joinTallies = (first: Tally, second: Tally): Tally => ({
  calls: first.calls + second.calls,
  failures: first.failures + second.failures,
  leading: first.failures === first.calls ? first.failures + second.leading : first.leading,
  trailing: second.failures === second.calls ? first.trailing + second.failures : second.trailing,
  longest: Math.max(first.longest, second.longest, first.trailing + second.leading),
});
