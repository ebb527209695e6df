import type { ConcurrencyKeyState, Queue } from '@tutti/contract';
import { formatCount, writeDuration } from '../output/duration.ts';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { dot, withGlyph } from '../output/status-mark.ts';
import { renderFields, renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';
import type { Outcome } from '../program/command.ts';

const COLUMNS: readonly Column[] = [
  { head: 'QUEUE', flexible: true },
  { head: 'STATE' },
  { head: 'READY', align: 'right' },
  { head: 'RUNNING', align: 'right' },
  { head: 'DELAYED', align: 'right' },
  { head: 'OLDEST' },
  { head: 'AT ONCE', align: 'right' },
  { head: 'RATE', align: 'right' },
];
const KEY_COLUMNS: readonly Column[] = [
  { head: 'KEY', flexible: true },
  { head: 'HOLDS', align: 'right' },
  { head: 'WAIT', align: 'right' },
  { head: 'HELD BY', flexible: true },
];

const stateText = (view: View, { paused }: Queue): string =>
  paused === null ? withGlyph(view, 'ok', 'open') : withGlyph(view, 'paused', 'paused');
const rateText = ({ rate }: Queue): string =>
  rate === null ? '-' : `${rate.count}/${writeDuration(rate.periodMs)}`;

export function queueTable(view: View, queues: readonly Queue[]): Promise<string> {
  const rows = queues.map((queue) => [
    queue.name,
    stateText(view, queue),
    formatCount(queue.ready),
    formatCount(queue.running),
    formatCount(queue.delayed),
    formatInstant(queue.oldestReadyAt, view.now, view.zone),
    queue.concurrencyLimit === null ? '-' : formatCount(queue.concurrencyLimit),
    rateText(queue),
  ]);
  return renderTable(view, COLUMNS, rows);
}

/** "‖ paused · mails · 12 ready" */
const queueLine = (view: View, queue: Queue): string =>
  [stateText(view, queue), queue.name, `${formatCount(queue.ready)} ready`].join(dot(view));

export const queueOutcome = (queue: Queue): Outcome => ({
  data: queue,
  text: (view) => queueLine(view, queue),
  brief: queue.paused === null ? 'open' : 'paused',
});

export function queueDetail(view: View, queue: Queue): string {
  const { paused, concurrencyLimit, rate, depthLimit, oldestReadyAt, flow } = queue;
  const instant = (iso: string): string => formatInstant(iso, view.now, view.zone);
  const fields = renderFields(view, [
    [
      'paused',
      paused === null
        ? undefined
        : `${instant(paused.at)}, by ${plainText(paused.by)}${paused.reason === null ? '' : `: ${plainText(paused.reason)}`}`,
    ],
    ['running', formatCount(queue.running)],
    ['delayed', formatCount(queue.delayed)],
    ['a minute', flow ? `${flow.cameIn} came, ${flow.wentOut} ended` : undefined],
    ['oldest', oldestReadyAt === null ? undefined : instant(oldestReadyAt)],
    ['at once', concurrencyLimit === null ? 'no limit' : formatCount(concurrencyLimit)],
    ['rate', rate === null ? 'no limit' : rateText(queue)],
    ['depth', depthLimit === 0 ? 'no limit' : `refuses more from ${formatCount(depthLimit)} ready on`],
  ]);
  return `${queueLine(view, queue)}\n${fields}`;
}

export function keyTable(view: View, keys: readonly ConcurrencyKeyState[]): Promise<string> {
  const rows = keys.map(({ key, limit, slots, waiting }) => [
    plainText(key),
    `${slots.length} of ${formatCount(limit)}`,
    formatCount(waiting),
    slots.map(({ id, node }) => `#${id}${node === null ? '' : ` on ${plainText(node)}`}`).join(', ') || '-',
  ]);
  return renderTable(view, KEY_COLUMNS, rows);
}
