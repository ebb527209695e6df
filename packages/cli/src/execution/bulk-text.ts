import type { BulkAction, BulkPreview, BulkResult } from '@tutti/contract';
import { formatCount } from '../output/duration.ts';
import { plainText } from '../output/safe-text.ts';
import { withGlyph } from '../output/status-mark.ts';
import type { View } from '../output/view.ts';

const MOST_NAMED = 10;

/** What an act would reach, and how to do it. */
export function previewText(action: BulkAction, { matched, counts, truncated }: BulkPreview): string {
  if (matched === 0) return 'no executions match';
  const parts = Object.entries(counts).map(([status, count]) => `${formatCount(count)} ${status}`);
  const more = truncated ? ', and more than that' : '';
  return `${formatCount(matched)} match${more}: ${parts.join(', ')}\nnext  the same with --yes to ${action} them`;
}

/** What came of it; the first that could not be done say why. */
export function bulkText(view: View, { action, done, refused, truncated, items }: BulkResult): string {
  const head = [
    `${action}: ${formatCount(done)} done`,
    ...(refused > 0 ? [`${formatCount(refused)} not`] : []),
    ...(truncated ? ['more match, so run it again for the rest'] : []),
  ].join(', ');
  const why = items
    .filter(({ outcome }) => outcome === 'refused')
    .slice(0, MOST_NAMED)
    .map(({ key, message }) => `\n${key}: ${plainText(message ?? '')}`);
  return withGlyph(view, refused > 0 ? 'degraded' : 'ok', head) + why.join('');
}
