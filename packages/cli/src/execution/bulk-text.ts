import type { BulkAction, BulkConditions, BulkPreview, BulkResult } from '@tutti/contract';
import { formatCount } from '../output/duration.ts';
import { previewText, type Preview } from '../output/preview-text.ts';
import { plainText } from '../output/safe-text.ts';
import { withGlyph } from '../output/status-mark.ts';
import type { View } from '../output/view.ts';

const MOST_NAMED = 10;

const EFFECTS: Record<BulkAction, string> = {
  retry: 'another attempt of each begins as soon as there is room',
  pause: 'what waits is held back, what runs stands still where it is; resume lets them go on',
  resume: 'they go on where they stood',
  priority: 'the higher, the sooner they are taken; what runs keeps running',
  skip: 'they end without running',
  cancel: 'processes that run are stopped, and no other attempt follows',
};

/** What an act would reach, and how to do it. */
export function bulkPreview(
  { action, priority, filter }: { action: BulkAction; priority: number | undefined; filter: BulkConditions },
  preview: BulkPreview,
): { data: Preview & BulkPreview; text: (view: View) => string; brief: string } {
  const data = { dryRun: true as const, action, filter, effect: EFFECTS[action], ...preview };
  const parts = Object.entries(preview.counts)
    .map(([status, count]) => `${formatCount(count)} ${status}`)
    .join(', ');
  const would = action === 'priority' ? `set the priority ${priority}` : action;
  return {
    data,
    text: (view) =>
      previewText(
        view,
        { ...data, action: would },
        { nouns: ['execution', 'executions'], parts, next: 'the same with --yes' },
      ),
    brief: String(preview.matched),
  };
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
