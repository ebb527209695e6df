import type { ErrorRule, ErrorRuleInput, FieldError, Severity } from '@tutti/contract';

/** A rule as the form holds it: all text, '' for what it leaves out. */
export interface RuleForm {
  name: string;
  position: number;
  taskType: string;
  scheduleId: string;
  errorCode: string;
  messageIncludes: string;
  permanent: '' | 'permanent' | 'transient';
  severity: '' | Severity;
  retry: boolean;
}

export const emptyRule = (position: number, errorCode = ''): RuleForm => ({
  name: '',
  position,
  taskType: '',
  scheduleId: '',
  errorCode,
  messageIncludes: '',
  permanent: '',
  severity: '',
  retry: true,
});

export const formOf = ({ name, position, match, permanent, severity, retry }: ErrorRule): RuleForm => ({
  name,
  position,
  taskType: match.taskType ?? '',
  scheduleId: match.scheduleId?.toString() ?? '',
  errorCode: match.errorCode ?? '',
  messageIncludes: match.messageIncludes ?? '',
  permanent: permanent === undefined ? '' : permanent ? 'permanent' : 'transient',
  severity: severity ?? '',
  retry,
});

export function inputOf(form: RuleForm): ErrorRuleInput {
  const [errorCode, messageIncludes] = [form.errorCode.trim(), form.messageIncludes.trim()];
  return {
    name: form.name.trim(),
    position: form.position,
    match: {
      ...(form.taskType && { taskType: form.taskType }),
      ...(form.scheduleId && { scheduleId: Number(form.scheduleId) }),
      ...(errorCode && { errorCode }),
      ...(messageIncludes && { messageIncludes }),
    },
    ...(form.permanent && { permanent: form.permanent === 'permanent' }),
    ...(form.severity && { severity: form.severity }),
    retry: form.retry,
  };
}

/** A rule as it was, to make it again. */
export const inputOfRule = (rule: ErrorRule): ErrorRuleInput => inputOf(formOf(rule));

/** What the form can see itself; the server sees the rest. */
export function problemsOf({ name, match, permanent, severity, retry }: ErrorRuleInput): FieldError[] {
  const problems: FieldError[] = [];
  if (name === '') problems.push({ field: 'name', message: 'is empty', fix: 'give it a name' });
  if (Object.keys(match).length === 0)
    problems.push({ field: 'match', message: 'matches everything', fix: 'fill at least one of these' });
  if (permanent === undefined && severity === undefined && retry)
    problems.push({ field: 'effect', message: 'changes nothing', fix: 'choose at least one effect' });
  return problems;
}

/** What a rule looks for, in words: `code EXIT_75 and message with "quota"` */
export function matchWords({ match }: ErrorRuleInput, scheduleName?: string): string {
  const parts = [
    match.taskType && `type ${match.taskType}`,
    match.scheduleId && `schedule ${scheduleName ?? `#${match.scheduleId}`}`,
    match.errorCode && `code ${match.errorCode}`,
    match.messageIncludes && `message with “${match.messageIncludes}”`,
  ];
  return parts.filter(Boolean).join(' and ');
}

/** What a rule does, in words: `permanent, severity low` */
export function effectWords({ permanent, severity, retry }: ErrorRuleInput): string {
  const parts = [
    permanent === true && 'permanent: no retry',
    permanent === false && 'transient: retry',
    severity && `severity ${severity}`,
    !retry && 'low and medium ones are left alone',
  ];
  return parts.filter(Boolean).join(', ');
}

const STEP = 10;

/** Positions after one rule moved: only the rules whose position changes. */
export function moved(
  rules: readonly ErrorRule[],
  id: number,
  by: 1 | -1,
): { id: number; position: number }[] {
  const from = rules.findIndex((rule) => rule.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= rules.length) return [];
  const order = [...rules];
  const [rule] = order.splice(from, 1);
  if (rule) order.splice(to, 0, rule);
  return order.flatMap((each, index) => {
    const position = (index + 1) * STEP;
    return each.position === position ? [] : [{ id: each.id, position }];
  });
}

/** Behind all there are. */
export const lastPosition = (rules: readonly ErrorRule[]): number =>
  Math.min(10_000, (rules.at(-1)?.position ?? 0) + STEP);
