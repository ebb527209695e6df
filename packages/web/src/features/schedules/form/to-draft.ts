import type { FieldError, ScheduleDraft } from '@tutti/contract';
import { msOf, numberOf } from './duration-field.ts';
import { retryPolicyOf } from './retry-form.ts';
import { limitsDraft } from './limits-form.ts';
import { executeAtOf, type ScheduleForm } from './schedule-form.ts';

/** What the form comes to, or why it does not: only what the server could not see from what is sent. */
export type Drafted = { kind: 'draft'; draft: ScheduleDraft } | { kind: 'problems'; errors: FieldError[] };

export function toDraft(form: ScheduleForm): Drafted {
  const { draft, errors } = roughDraft(form);
  if (draft.name === '')
    errors.unshift({ field: 'name', message: 'is empty', fix: 'give it a name, for example nightly-backup' });
  return errors.length > 0 ? { kind: 'problems', errors } : { kind: 'draft', draft };
}

/** The form as far as it goes. */
export function roughDraft(form: ScheduleForm): { draft: ScheduleDraft; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const draft: ScheduleDraft = {
    name: form.name.trim(),
    description: form.description.trim() === '' ? null : form.description.trim(),
    enabled: form.enabled,
    taskType: form.taskType,
    scheduleConfig: timingOf(form, errors),
    taskConfig: configOf(form, errors),
    scheduleType: form.scheduleType,
    overlapPolicy: form.overlapPolicy,
    catchUpPolicy: form.catchUpPolicy,
    catchUpLimit: numberOf(form.catchUpLimit, 'catchUpLimit', errors) ?? 10,
    jitterMs: msOf(form.jitter, 'jitterMs', errors) ?? 0,
    queue: form.queue.trim() || 'default',
    priority: numberOf(form.priority, 'priority', errors) ?? 5,
    timeoutMs: msOf(form.timeout, 'timeoutMs', errors) ?? null,
    retryPolicy: retryPolicyOf(form, errors),
    tags: form.tags.split(/[\s,]+/).filter(Boolean),
    ...limitsDraft(form, errors),
  };
  return { draft, errors };
}

/** The timing as the preview takes it; problems are left to it too, except what is no JSON. */
export function timingOf(form: ScheduleForm, errors: FieldError[]): Record<string, unknown> {
  switch (form.scheduleType) {
    case 'cron':
      return { cron: form.cron.trim(), timezone: form.zone, ...(form.dst === 'wall' && { dst: form.dst }) };
    case 'interval': {
      const intervalMs = msOf(form.interval, 'scheduleConfig.intervalMs', errors);
      if (intervalMs === undefined)
        errors.push({
          field: 'scheduleConfig.intervalMs',
          message: 'is empty',
          fix: 'give a number, for example 5',
        });
      return { intervalMs, ...(form.anchor && { anchor: form.anchor }) };
    }
    case 'one_time': {
      const executeAt = executeAtOf(form);
      if (executeAt === undefined)
        errors.push({
          field: 'scheduleConfig.executeAt',
          message: 'is not complete',
          fix: 'give a day and a time',
        });
      return { executeAt };
    }
    case 'event':
      return eventOf(form, errors);
  }
}

function eventOf(form: ScheduleForm, errors: FieldError[]): Record<string, unknown> {
  const filter =
    form.filter.trim() === '' ? undefined : parsedObject(form.filter, 'scheduleConfig.filter', errors);
  const debounceMs = msOf(form.debounce, 'scheduleConfig.debounceMs', errors);
  return { event: form.event.trim(), ...(filter && { filter }), ...(debounceMs && { debounceMs }) };
}

function configOf(form: ScheduleForm, errors: FieldError[]): Record<string, unknown> {
  if (form.configText === undefined) return form.taskConfig;
  return parsedObject(form.configText.trim() === '' ? '{}' : form.configText, 'taskConfig', errors) ?? {};
}

/** A JSON object, with the parser's own words when it is none. */
export function parsedObject(
  text: string,
  field: string,
  errors: FieldError[],
): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    errors.push({ field, message: 'is not a JSON object', fix: 'write it in braces: {"key": "value"}' });
  } catch (cause) {
    errors.push({ field, message: `is not valid JSON: ${(cause as Error).message}` });
  }
  return undefined;
}
