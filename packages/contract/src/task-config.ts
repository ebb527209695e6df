import { z } from 'zod';
import { DurationMs } from './primitives.ts';
import { namesSecret } from './secret-reference.ts';

const EnvironmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'must be a name like MY_VARIABLE' });
const noNul = (text: string): boolean => !text.includes('\0');
const text = (most: number) => z.string().max(most).refine(noNul, { error: 'must not hold a NUL character' });

const SHELLS = /(^|\/)(ba|da|z|k|a|c|tc|fi)?sh$/;

interface ShellTexts {
  command: string;
  args?: string[] | undefined;
  shell?: string | undefined;
}

/** A value in a shell line would be read by the shell, and shown to everybody who lists processes. */
function refuseSplicedSecrets(
  { command, args = [], shell = '' }: ShellTexts,
  context: z.RefinementCtx,
): void {
  const spliced: PropertyKey[][] = [];
  if (namesSecret(command)) spliced.push(['command']);
  if (namesSecret(shell)) spliced.push(['shell']);
  const line = SHELLS.test(command) ? args.findIndex((arg) => namesSecret(arg)) : -1;
  if (line >= 0) spliced.push(['args', line]);
  for (const path of spliced)
    context.addIssue({
      code: 'custom',
      path,
      message: 'must not hold a secret: a shell would read it',
      params: { fix: 'put it into env, like {"TOKEN": "{{secret.TOKEN}}"}, and write "$TOKEN" here' },
    });
}

/** `command` alone is a shell line; with `args` it is a program that is started without a shell. */
export const ShellCommandConfig = z
  .strictObject({
    command: text(100_000).min(1).meta({ description: 'A shell line, or with args the program to start' }),
    args: z.array(text(100_000)).max(1000).optional(),
    cwd: text(4096)
      .min(1)
      .optional()
      .meta({ description: 'Folder to run in; default: the home of the Tutti process' }),
    env: z.record(EnvironmentName, text(100_000)).optional(),
    shell: text(4096).min(1).optional().meta({ description: 'Shell for a shell line; default /bin/sh' }),
    stdin: text(1_000_000).optional(),
    timeoutMs: DurationMs.optional().meta({ description: 'Default 60,000' }),
    cpuLimit: z.int().min(1).max(86_400).optional().meta({ description: 'Seconds of CPU time' }),
    memoryLimitMb: z.int().min(4).max(1_048_576).optional().meta({ description: 'Address space in MiB' }),
  })
  .refine((config) => !(config.args && config.shell), {
    error: 'cannot be combined with args: a program is started without a shell',
    path: ['shell'],
  })
  .superRefine(refuseSplicedSecrets)
  .meta({ id: 'ShellCommandConfig' });
export type ShellCommandConfig = z.infer<typeof ShellCommandConfig>;

/** Rules that decide success; without any, a 2xx status is success. */
export const HttpExpectation = z
  .strictObject({
    status: z.union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1)]).optional(),
    headers: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'Header values, compared as text' }),
    bodyIncludes: z.string().min(1).max(10_000).optional(),
  })
  .meta({ id: 'HttpExpectation' });
export type HttpExpectation = z.infer<typeof HttpExpectation>;

export const HttpUrl = z
  .string()
  .max(8192)
  .refine(isHttpUrl, { error: 'must be an absolute http:// or https:// address' });
export const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, { error: 'must be a valid header name' });
export const HeaderValue = z
  .string()
  .max(16_384)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, { error: 'must not hold line breaks or control characters' });

function isHttpUrl(value: string): boolean {
  // A template in the address is checked again when the run starts and its values are known.
  const parsed = URL.parse(value.replaceAll(/\{\{[^}]*\}\}/g, 'x'));
  return parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:');
}

export const HttpRequestConfig = z
  .strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
    url: HttpUrl,
    headers: z.record(HeaderName, HeaderValue).optional(),
    body: z.unknown().optional().meta({ description: 'Text is sent as it is, anything else as JSON' }),
    expect: HttpExpectation.optional(),
    timeoutMs: DurationMs.optional().meta({ description: 'Default 30,000' }),
  })
  .refine((config) => config.body === undefined || (config.method !== 'GET' && config.method !== 'HEAD'), {
    error: 'a GET or HEAD request has no body',
    path: ['body'],
  })
  .meta({ id: 'HttpRequestConfig' });
export type HttpRequestConfig = z.infer<typeof HttpRequestConfig>;
