import type { ErrorRule, NamedRetryPolicy } from '@tutti/contract';
import { writeDuration } from '../output/duration.ts';
import { plainText } from '../output/safe-text.ts';
import { dot } from '../output/status-mark.ts';
import { renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';

const RULE_COLUMNS: readonly Column[] = [
  { head: 'ID', align: 'right' },
  { head: 'PLACE', align: 'right' },
  { head: 'NAME', flexible: true },
  { head: 'FAILURES', flexible: true },
  { head: 'ARE' },
];
const POLICY_COLUMNS: readonly Column[] = [
  { head: 'POLICY' },
  { head: 'RETRIES', align: 'right' },
  { head: 'FIRST DELAY', align: 'right' },
  { head: 'LONGEST', align: 'right' },
  { head: 'TIMES', align: 'right' },
  { head: 'JITTER', align: 'right' },
  { head: 'EDITED' },
];

export function ruleTable(view: View, rules: readonly ErrorRule[]): Promise<string> {
  const rows = rules.map((rule) => [
    String(rule.id),
    String(rule.position),
    plainText(rule.name),
    matchText(rule),
    verdictText(rule),
  ]);
  return renderTable(view, RULE_COLUMNS, rows);
}

/** "#2 quota · error code EXIT_75 · permanent, medium" */
export const ruleLine = (view: View, rule: ErrorRule): string =>
  [`#${rule.id} ${plainText(rule.name)}`, matchText(rule), verdictText(rule)].join(dot(view));

function matchText({ match }: ErrorRule): string {
  const { taskType, scheduleId, errorCode, messageIncludes } = match;
  const parts = [
    taskType === undefined ? [] : `of type ${taskType}`,
    scheduleId === undefined ? [] : `of schedule ${scheduleId}`,
    errorCode === undefined ? [] : `with code ${errorCode}`,
    messageIncludes === undefined ? [] : `saying ${JSON.stringify(messageIncludes)}`,
  ].flat();
  return plainText(parts.join(', '));
}

function verdictText({ permanent, severity, retry }: ErrorRule): string {
  const kind = permanent === undefined ? [] : permanent ? 'permanent' : 'transient';
  return [kind, severity ?? [], retry ? [] : 'not retried'].flat().join(', ');
}

export function policyTable(view: View, policies: readonly NamedRetryPolicy[]): Promise<string> {
  const rows = policies.map((policy) => [
    policy.name,
    String(policy.maxRetries),
    writeDuration(policy.initialDelayMs),
    writeDuration(policy.maxDelayMs),
    String(policy.multiplier),
    `${Math.round(policy.jitter * 100)} %`,
    policy.edited ? 'yes' : '-',
  ]);
  return renderTable(view, POLICY_COLUMNS, rows);
}
