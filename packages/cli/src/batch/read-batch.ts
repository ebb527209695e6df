import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type BatchDraft, BatchInput } from '@tutti/contract';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { type Io, readAll } from '../io.ts';

/** A batch out of a YAML or JSON file: a list of executions, or `items` with `options`. - is standard input. */
export async function readBatch(file: string, io: Io): Promise<BatchDraft> {
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    const text = file === '-' ? await readAll(io.stdin) : await readFile(resolve(io.cwd, file), 'utf8');
    value = parse(text);
  } catch (error) {
    throw invalid(file, `cannot be read: ${(error as Error).message.split('\n', 1)[0] ?? ''}`);
  }
  const draft = Array.isArray(value) ? { items: value as unknown[] } : value;
  const parsed = BatchInput.safeParse(draft);
  if (parsed.success) return draft as BatchDraft;
  const [issue] = parsed.error.issues;
  throw invalid(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is no batch'}`);
}

const invalid = (file: string, why: string): CliError =>
  new CliError('FILE_INVALID', `${file === '-' ? 'standard input' : file} ${why}`, {
    exitCode: EXIT.usage,
    suggestion:
      'give a list of executions, each like {taskType: shell_command, taskConfig: {command: "echo one"}}',
  });
