import { type Node, costText } from '@tutti/contract';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { dot, withGlyph } from '../output/status-mark.ts';
import { renderFields, renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';
import type { Outcome } from '../program/command.ts';

const SHOWN = { active: 'ok', draining: 'paused', lost: 'down' } as const;
const COLUMNS: readonly Column[] = [
  { head: 'NODE', flexible: true },
  { head: 'STATE' },
  { head: 'RUNNING', align: 'right' },
  { head: 'CPU', align: 'right' },
  { head: 'MEMORY', align: 'right' },
  { head: 'ROLES' },
  { head: 'LABELS', flexible: true },
  { head: 'SEEN' },
];

const stateText = (view: View, node: Node): string =>
  withGlyph(view, SHOWN[node.state], node.stoppedAt === null ? node.state : `${node.state}, stopped`);
const share = (percent: number | null): string => (percent === null ? '-' : `${Math.round(percent)} %`);
const labelsText = ({ labels }: Node): string =>
  plainText(
    Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(','),
  ) || '-';

export function nodeTable(view: View, nodes: readonly Node[]): Promise<string> {
  const rows = nodes.map((node) => [
    plainText(node.name),
    stateText(view, node),
    `${node.running}/${node.maxConcurrent}`,
    share(node.cpuPercent),
    share(node.memoryPercent),
    node.roles.join(','),
    labelsText(node),
    formatInstant(node.heartbeatAt, view.now, view.zone),
  ]);
  return renderTable(view, COLUMNS, rows);
}

/** "‖ draining · alpha · 2 running" */
export const nodeLine = (view: View, node: Node): string =>
  [stateText(view, node), plainText(node.name), `${node.running} running`].join(dot(view));

export const nodeOutcome = (node: Node): Outcome => ({
  data: node,
  text: (view) => nodeLine(view, node),
  brief: node.state,
});

/** To executions that state their cost; undefined where nothing is limited. */
function offerText({ offeredCpuCores: cpuCores, offeredMemoryMb: memoryMb }: Node): string | undefined {
  if (cpuCores === null && memoryMb === null) return undefined;
  return costText({
    ...(cpuCores !== null && { cpuCores: Math.round(cpuCores * 100) / 100 }),
    ...(memoryMb !== null && { memoryMb }),
  });
}

export function nodeDetail(view: View, node: Node): string {
  const instant = (iso: string | null): string => formatInstant(iso, view.now, view.zone);
  const { draining } = node;
  const fields = renderFields(view, [
    [
      'draining',
      draining
        ? `since ${instant(draining.since)}, by ${plainText(draining.by)}${draining.reason === null ? '' : `: ${plainText(draining.reason)}`}`
        : undefined,
    ],
    ['running', `${node.running} of ${node.maxConcurrent}`],
    ['load', `CPU ${share(node.cpuPercent)}${dot(view)}memory ${share(node.memoryPercent)}`],
    ['takes none', node.refusal === null ? undefined : plainText(node.refusal)],
    ['offers', offerText(node)],
    ['kept free for', node.keptFor === null ? undefined : `execution ${node.keptFor}`],
    ['roles', node.roles.join(', ')],
    ['labels', labelsText(node)],
    ['can do', plainText(node.taskTypes.join(', '))],
    ['version', node.version === null ? undefined : plainText(node.version)],
    ['process', node.remote ? 'remote worker, over HTTP' : `${node.pid} on ${plainText(node.host)}`],
    ['started', instant(node.startedAt)],
    ['seen', instant(node.heartbeatAt)],
    ['stopped', node.stoppedAt === null ? undefined : instant(node.stoppedAt)],
  ]);
  return `${nodeLine(view, node)}\n${fields}`;
}
