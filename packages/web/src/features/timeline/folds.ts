import type { TimelineView } from './timeline-view.ts';

/** More than a reader folds by hand; an address can hold anything. */
const MOST = 100;
/** What has no name has a sign in the address, where nothing would be left out. */
const NAMELESS = '~';

const written = (key: string): string => (key === '' ? NAMELESS : encodeURIComponent(key));

function read(text: string): string | undefined {
  if (text === NAMELESS) return '';
  try {
    return decodeURIComponent(text) || undefined;
  } catch {
    return undefined;
  }
}

const keysIn = (list: string | undefined): string[] =>
  (list ?? '')
    .split(',')
    .slice(0, MOST)
    .flatMap((text) => read(text) ?? []);

/** Which groups a reader folded (true) or unfolded (false); the others fold by themselves when they are high. */
export const foldsOf = ({ fold, unfold }: Pick<TimelineView, 'fold' | 'unfold'>): Map<string, boolean> =>
  new Map([
    ...keysIn(fold).map((key) => [key, true] as const),
    ...keysIn(unfold).map((key) => [key, false] as const),
  ]);

/** The address after a reader folded or unfolded a group. */
export function withFold(
  view: Pick<TimelineView, 'fold' | 'unfold'>,
  key: string,
  folded: boolean,
): Required<Pick<TimelineView, 'fold' | 'unfold'>> {
  const folds = foldsOf(view).set(key, folded);
  const listed = (which: boolean): string | undefined =>
    [...folds]
      .filter(([, choice]) => choice === which)
      .map(([each]) => written(each))
      .join(',') || undefined;
  return { fold: listed(true), unfold: listed(false) };
}
