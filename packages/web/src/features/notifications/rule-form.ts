import type { Rule, RuleDraft } from '@tutti/contract';
import { joinDuration, splitDuration, type DurationUnit } from '../../ui/format-duration.ts';
import { filterText, parseFilter } from '../webhooks/event-choices.ts';
import type { Drafted } from '../webhooks/webhook-form.ts';

export interface RuleForm {
  name: string;
  enabled: boolean;
  events: readonly string[];
  filter: string;
  scheduleIds: readonly number[];
  severities: readonly Rule['severities'][number][];
  channels: readonly string[];
  groupBy: string;
  renotify: { value: string; unit: DurationUnit };
  recovered: boolean;
  quiet: boolean;
  quietHours: { from: string; until: string; timezone: string; exceptCritical: boolean };
}

export const emptyRuleForm = (zone: string): RuleForm => ({
  name: '',
  enabled: true,
  events: ['execution.failed', 'execution.timed_out'],
  filter: '',
  scheduleIds: [],
  severities: [],
  channels: [],
  groupBy: 'schedule',
  renotify: { value: '1', unit: 'h' },
  recovered: true,
  quiet: false,
  quietHours: { from: '22:00', until: '07:00', timezone: zone, exceptCritical: true },
});

export function formOfRule(rule: Rule, zone: string): RuleForm {
  const { value, unit } = splitDuration(rule.renotifyMs);
  const { name, enabled, events, filter, scheduleIds, severities, channels, groupBy, recovered } = rule;
  return {
    name,
    enabled,
    events,
    filter: filterText(filter),
    scheduleIds,
    severities,
    channels,
    groupBy,
    renotify: { value: String(value), unit },
    recovered,
    quiet: rule.quietHours !== null,
    quietHours: rule.quietHours ?? emptyRuleForm(zone).quietHours,
  };
}

export function toRuleDraft(form: RuleForm): Drafted<RuleDraft> {
  const parsed = parseFilter(form.filter);
  const number = Number(form.renotify.value);
  const errors = [
    ...(parsed.kind === 'problem'
      ? [{ field: 'filter', message: parsed.message, fix: '{"data.total": {"gte": 10}}' }]
      : []),
    ...(form.renotify.value.trim() === '' || Number.isNaN(number) || number <= 0
      ? [{ field: 'renotifyMs', message: 'must be a number above 0', fix: '1 hours' }]
      : []),
  ];
  if (parsed.kind === 'problem' || errors.length > 0) return { kind: 'problems', errors };
  return {
    kind: 'draft',
    draft: {
      name: form.name.trim(),
      enabled: form.enabled,
      events: [...form.events],
      filter: parsed.filter as Rule['filter'],
      scheduleIds: [...form.scheduleIds],
      severities: [...form.severities],
      channels: [...form.channels],
      groupBy: form.groupBy.trim(),
      renotifyMs: joinDuration(number, form.renotify.unit),
      recovered: form.recovered,
      quietHours: form.quiet ? form.quietHours : null,
    },
  };
}
