import type { Page } from '@tutti/contract';
import { formatCount } from './duration.ts';
import type { View } from './view.ts';

/** Says on a terminal that a list goes on. */
export function moreText(
  view: View,
  {
    items,
    total,
    totalIsEstimate,
    offset,
  }: Pick<Page<unknown>, 'items' | 'total' | 'totalIsEstimate' | 'offset'>,
): string {
  const end = offset + items.length;
  if (!view.isTerminal || end >= total) return '';
  return `\n${view.colours.dim(`${offset + 1}-${end} of ${totalIsEstimate ? 'about ' : ''}${formatCount(total)}; more with --limit or --offset ${end}`)}`;
}
