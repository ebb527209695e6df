import type { ErrorRule, ErrorType, ExecutionError, Severity } from '@tutti/contract';
import { storableJson } from '../kernel/index.ts';

/** What a failed attempt leaves in its error record. */
export interface ErrorReport {
  errorType: ErrorType;
  severity: Severity;
  errorCode: string;
  category: 'transient' | 'permanent';
  fingerprint: string;
  message: string;
  stackTrace: string | null;
  errorData: unknown;
  maxRetries: number;
  /** Whether, should no attempt follow, an operator is to look: a dead letter is made. */
  escalate: boolean;
  /** The rule that decided; null: all is as the handler said. */
  rule: string | null;
}

export interface Failed {
  outcome: 'failed' | 'timeout' | 'lost';
  error: ExecutionError;
  stack?: string | undefined;
  taskType: string;
  scheduleId: number | null;
}

export interface Verdict {
  permanent: boolean;
  severity: Severity;
  /** False: a rule says that this is not worth an attempt, nor an operator's time. */
  retry: boolean;
  rule: string | null;
}

const ERROR_TYPES = { failed: 'execution_failure', timeout: 'timeout', lost: 'system_error' } as const;

/**
 * What a failure means: as its handler said, unless a rule says otherwise. The first rule that matches decides; where it
 * says nothing of the severity, the schedule does.
 */
export function judgeFailure(failed: Failed, rules: readonly ErrorRule[], ofSchedule?: Severity): Verdict {
  const rule = rules.find(({ match }) => ruleMatches(match, failed));
  const severity = rule?.severity ?? ofSchedule ?? (failed.outcome === 'lost' ? 'critical' : 'high');
  const mayBeLeft = severity === 'low' || severity === 'medium';
  return {
    permanent: rule?.permanent ?? failed.error.permanent,
    severity,
    retry: rule === undefined || rule.retry || !mayBeLeft,
    rule: rule?.name ?? null,
  };
}

function ruleMatches(match: ErrorRule['match'], { error, taskType, scheduleId }: Failed): boolean {
  return (
    (match.taskType === undefined || match.taskType === taskType) &&
    (match.scheduleId === undefined || match.scheduleId === scheduleId) &&
    (match.errorCode === undefined || match.errorCode === error.code) &&
    (match.messageIncludes === undefined || error.message.includes(match.messageIncludes))
  );
}

const LONGEST_MESSAGE = 10_000;
const LONGEST_STACK = 20_000;

export function reportOf(failed: Failed, verdict: Verdict, maxRetries: number): ErrorReport {
  const { error, outcome, stack } = failed;
  return {
    errorType: ERROR_TYPES[outcome],
    severity: verdict.severity,
    errorCode: error.code,
    category: verdict.permanent ? 'permanent' : 'transient',
    fingerprint: fingerprintOf(error),
    message: error.message.slice(0, LONGEST_MESSAGE),
    stackTrace: stack === undefined ? null : storable(stack.slice(0, LONGEST_STACK)),
    errorData: error.data ?? null,
    maxRetries,
    escalate: verdict.retry,
    rule: verdict.rule,
  };
}

const storable = (text: string): string => JSON.parse(storableJson(text) as string) as string;

const LONGEST_FINGERPRINT = 200;
/** In this order: what the first takes, the next does not see. */
const VARIABLE: readonly [RegExp, string][] = [
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi, '<url>'],
  [/(?<![\w<])(?:[a-z]:)?[\\/][\w.@~+-]+(?:[\\/][\w.@~+-]*)*/gi, '<path>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>'],
  [/\d+(?:[.,:]\d+)*/g, '<n>'],
];

/** The same for failures that differ only in numbers, ids, addresses and paths. */
export function fingerprintOf({ code, message }: Pick<ExecutionError, 'code' | 'message'>): string {
  let text = (message.slice(0, 2000).split('\n', 1)[0] ?? '').trim();
  for (const [pattern, word] of VARIABLE) text = text.replace(pattern, word);
  return `${code}: ${text}`.slice(0, LONGEST_FINGERPRINT);
}
