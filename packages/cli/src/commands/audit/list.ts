import type { AuditRecord } from '@tutti/contract';
import { formatInstant } from '../../output/instant.ts';
import { plainText } from '../../output/safe-text.ts';
import { renderTable, type Column } from '../../output/table.ts';
import type { View } from '../../output/view.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed, text } from '../../program/option.ts';
import { instantOption } from '../../schedule/timing-options.ts';

export const command = defineCommand({
  options: {
    actor: text('name', 'Only by this one, as whoami names it'),
    action: text('noun.verb', 'Only this act, e.g. schedule.deleted'),
    entityType: text('type', 'Only on things of this type, e.g. schedule'),
    entityId: text('id', 'Only on the thing of this id'),
    from: text('time', 'At or after this time'),
    until: text('time', 'Before this time'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    cursor: text('cursor', 'nextCursor of the page before'),
  },
  examples: ['tutti audit list', 'tutti audit list --entity-type schedule --from "2h ago" --json'],
  run: async ({ context, options }) => {
    const { from, until, ...filters } = options;
    const at = (name: string, time: string): string =>
      instantOption(name, time, context.view.zone, context.io.now());
    const page = await (
      await context.client()
    ).listAudit({
      query: {
        ...filters,
        ...(from !== undefined && { from: at('from', from) }),
        ...(until !== undefined && { until: at('until', until) }),
      },
    });
    return {
      data: page,
      text: (view) => (page.items.length === 0 ? 'nothing matches' : auditTable(view, page.items)),
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});

const COLUMNS: readonly Column[] = [
  { head: 'ID', align: 'right' },
  { head: 'WHEN' },
  { head: 'WHO', flexible: true },
  { head: 'DID' },
  { head: 'TO' },
  { head: 'CHANGE', flexible: true },
];

const auditTable = (view: View, records: readonly AuditRecord[]): Promise<string> =>
  renderTable(
    view,
    COLUMNS,
    records.map((record) => [
      String(record.id),
      formatInstant(record.at, view.now, view.zone),
      plainText(record.actor),
      plainText(record.action),
      plainText(`${record.entityType}${record.entityId === null ? '' : ` ${record.entityId}`}`),
      plainText(changeText(record)),
    ]),
  );

const changeText = ({ before, after }: AuditRecord): string =>
  [before, after].flatMap((value) => (value === null ? [] : [JSON.stringify(value)])).join(' -> ');
