import type { RetryPolicy } from '@tutti/contract';
import { usageError } from '../cli-error.ts';
import { parseJson, parseJsonObject } from '../parse/json.ts';
import { nameValue } from '../parse/name-value.ts';
import { parsed, text, type Option, type OptionValues } from '../program/option.ts';

const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type HttpMethod = (typeof HTTP_METHODS)[number];

/** Options that say what to run. */
export const TASK_OPTIONS = {
  shell: text('command', 'Run a shell line'),
  http: text('url', 'Send an HTTP request'),
  method: parsed('method', 'HTTP method; default GET', parseMethod),
  header: {
    placeholder: 'name: value',
    description: 'HTTP header; may be given several times',
    many: true,
    parse: nameValue(':'),
  } as Option<(readonly [string, string])[]>,
  body: text('text', 'HTTP body; valid JSON is sent as JSON'),
  type: text('type', 'Run another task type'),
  config: parsed('json', 'Config of the task, or @file; adds to --shell and --http', parseJsonObject),
};
export type TaskValues = OptionValues<typeof TASK_OPTIONS>;

export interface Task {
  taskType: string;
  taskConfig: Record<string, unknown>;
}

/** The task the options name; undefined when none does. */
export function taskFrom(options: TaskValues): Task | undefined {
  const { shell, http, type, config = {} } = options;
  const named = [shell, http, type].filter((value) => value !== undefined).length;
  if (named > 1) throw usageError('give one of --shell, --http and --type, not several');
  for (const name of ['method', 'header', 'body'] as const) {
    if (options[name] !== undefined && http === undefined) throw usageError(`--${name} needs --http`);
  }
  if (shell !== undefined) return { taskType: 'shell_command', taskConfig: { ...config, command: shell } };
  if (http !== undefined)
    return { taskType: 'http_request', taskConfig: { ...config, ...httpConfig(http, options) } };
  return type === undefined ? undefined : { taskType: type, taskConfig: config };
}

export function requireTask(options: TaskValues): Task {
  const task = taskFrom(options);
  if (!task)
    throw usageError(
      'nothing to run is named',
      'add --shell "command", --http https://..., or --type with --config',
    );
  return task;
}

function httpConfig(url: string, { method, header, body }: TaskValues): Record<string, unknown> {
  return {
    url,
    ...(method !== undefined && { method }),
    ...(header && { headers: Object.fromEntries(header) }),
    ...(body !== undefined && { body: jsonOrText(body) }),
  };
}

function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

function parseMethod(text: string): HttpMethod {
  const method = HTTP_METHODS.find((known) => known === text.toUpperCase());
  if (!method) throw new Error(`is "${text}"; allowed: ${HTTP_METHODS.join(', ')}`);
  return method;
}

/** A built-in policy by name, how many retries, or a policy as JSON. */
export function parseRetry(text: string): RetryPolicy {
  if (['standard', 'aggressive', 'conservative', 'none'].includes(text)) return text as RetryPolicy;
  if (/^\d{1,3}$/.test(text)) return { maxRetries: Number(text) } as RetryPolicy;
  if (text.startsWith('{') || text.startsWith('@')) return parseJson(text) as RetryPolicy;
  throw new Error(
    `is "${text}"; allowed: standard, aggressive, conservative, none, a number of retries, or JSON`,
  );
}

/** Labels that a worker must have. */
export const LABELS_OPTION: Option<(readonly [string, string])[]> = {
  placeholder: 'name=value',
  description: 'Label that the worker must have; may be given several times',
  many: true,
  parse: nameValue('='),
};

/** A breaker by name; the word none for none. */
export const parseBreaker = (text: string): string | false => (text === 'none' ? false : text);
