import type { QuietHours, Rule, RuleDraft } from '@tutti/contract';
import { usageError } from '../../cli-error.ts';
import { findNamed } from '../../hooks/find-named.ts';
import { ACTS, actOf, nameOf, outcomeOfThing, parseQuietHours } from '../../hooks/notify-text.ts';
import { plainText } from '../../output/safe-text.ts';
import { renderTable } from '../../output/table.ts';
import { parseDuration } from '../../parse/duration.ts';
import type { View } from '../../output/view.ts';
import { parseJsonObject } from '../../parse/json.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed, text, texts } from '../../program/option.ts';

interface RuleValues {
  on?: string[];
  to?: string[];
  filter?: Record<string, unknown>;
  severity?: string[];
  group?: string;
  renotify?: number;
  quietHours?: Omit<QuietHours, 'timezone' | 'exceptCritical'>;
  timezone?: string;
  enabled?: boolean;
  disabled?: boolean;
}

function fieldsOf(options: RuleValues, zone: string): Partial<RuleDraft> {
  const {
    on,
    to,
    filter,
    severity,
    group,
    renotify,
    quietHours: quiet,
    timezone = zone,
    enabled,
    disabled,
  } = options;
  return {
    ...(on && { events: on }),
    ...(to && { channels: to }),
    ...(filter && { filter }),
    ...(severity && { severities: severity }),
    ...(group !== undefined && { groupBy: group }),
    ...(renotify !== undefined && { renotifyMs: renotify }),
    ...(quiet && { quietHours: { ...quiet, timezone } }),
    ...((enabled || disabled) && { enabled: enabled === true }),
  } as Partial<RuleDraft>;
}

const ruleTable = (view: View, items: readonly Rule[]): Promise<string> =>
  renderTable(
    view,
    [
      { head: 'ID', align: 'right' },
      { head: 'NAME', flexible: true },
      { head: 'EVENTS', flexible: true },
      { head: 'TO', flexible: true },
      { head: 'OPEN', align: 'right' },
      { head: 'STATE' },
    ],
    items.map(({ id, name, events, channels, openGroups, enabled }) => [
      String(id),
      plainText(name),
      events.join(', '),
      plainText(channels.join(', ')),
      String(openGroups),
      enabled ? 'on' : 'off',
    ]),
  );

export const command = defineCommand({
  arguments: {
    act: { description: ACTS.join(', ') },
    rule: { description: 'A new name for create, else an id or exact name', optional: true },
  },
  options: {
    on: texts('event', 'Event or pattern, e.g. execution.failed; may be given several times'),
    to: texts('channel', 'Channel to tell; may be given several times'),
    filter: parsed('json', 'Conditions; @file reads a file', parseJsonObject),
    severity: texts('severity', 'low, medium, high or critical; may be given several times'),
    group: text('key', 'none, schedule, fingerprint or data.path: one alert per group; default schedule'),
    renotify: parsed('duration', 'How long an open group is only counted; default 1h', parseDuration),
    quietHours: parsed('from-until', 'Quiet hours, e.g. 22:00-07:00', parseQuietHours),
    timezone: text('zone', 'Zone of the quiet hours; default yours'),
    enabled: flag('Let it tell'),
    disabled: flag('Keep it from telling'),
  },
  examples: [
    'tutti notify rule create failures --on execution.failed --on execution.timed_out --to ops --quiet-hours 22:00-07:00',
    'tutti notify rule list',
    'tutti notify rule edit failures --renotify 2h',
    'tutti notify rule test failures',
    'tutti notify rule delete failures',
  ],
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const fields = fieldsOf(options, context.view.zone);
    const find = () =>
      findNamed({ what: 'notify rule', code: 'RULE_NOT_FOUND' }, nameOf(args.rule), (query) =>
        client.listRules({ query }),
      );
    switch (actOf(args.act)) {
      case 'create': {
        const { events, channels } = fields;
        if (!events || !channels) throw usageError('a rule needs at least one --on and one --to');
        return outcomeOfThing(
          'created rule',
          await client.createRule({ body: { ...fields, name: nameOf(args.rule), events, channels } }),
        );
      }
      case 'list': {
        const page = await client.listRules({ query: { limit: 500 } });
        return {
          data: page,
          text: (view) => ruleTable(view, page.items),
          brief: page.items.map(({ id }) => id).join('\n'),
        };
      }
      case 'show':
        return outcomeOfThing('rule', await find());
      case 'edit': {
        const { id, updatedAt } = await find();
        return outcomeOfThing(
          'changed rule',
          await client.updateRule({ params: { id }, body: fields }, { ifMatch: updatedAt }),
        );
      }
      case 'delete': {
        const { id, name, updatedAt } = await find();
        await client.deleteRule({ params: { id } }, { ifMatch: updatedAt });
        return outcomeOfThing('deleted rule', { id, name });
      }
      case 'test': {
        const { id, name } = await find();
        const sent = await client.testRule({ params: { id } });
        return outcomeOfThing('sent a test of rule', { id, name, ...sent });
      }
    }
  },
});
