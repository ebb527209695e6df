import type { ErrorRecord, Execution } from '@tutti/contract';
import { until } from '@tutti/testkit';

/** Runs a command with --json and answers its data. */
export type Ask = <T>(command: string, words?: readonly string[]) => Promise<T>;

/** What commands of recovery work on, made afresh for each. */
export function subjects(ask: Ask) {
  const run = (words: readonly string[]): Promise<Execution> => ask<Execution>('run', words);
  /** An execution that failed for good, with its error record and dead letter. */
  const failed = async (): Promise<{
    executionId: string;
    id: number;
    error: ErrorRecord;
    letter: number;
  }> => {
    const { id, executionId } = await run(['--shell', 'exit 3', '--retry', 'none']);
    const error = await until(
      async () => {
        const { items } = await ask<{ items: ErrorRecord[] }>('error list', ['--limit', '500']);
        const found = items.find((record) => record.executionId === executionId);
        return found?.deadLetterId ? found : undefined;
      },
      { timeoutMs: 20_000, intervalMs: 50, what: 'the error record' },
    );
    return { id, executionId, error, letter: error.deadLetterId as number };
  };
  /** An execution whose retry waits for an hour, with its error record. */
  const retrying = async (): Promise<{ id: number; error: ErrorRecord }> => {
    const retry = '{"maxRetries":3,"initialDelayMs":3600000,"maxDelayMs":3600000}';
    const { id, executionId } = await run(['--shell', 'exit 3', '--retry', retry]);
    const error = await until(
      async () => {
        const { items } = await ask<{ items: ErrorRecord[] }>('error list', ['--status', 'retry_scheduled']);
        return items.find((record) => record.executionId === executionId);
      },
      { timeoutMs: 20_000, intervalMs: 50, what: 'the error record' },
    );
    return { id, error };
  };
  const pending = (): Promise<Execution> => run(['--shell', 'true', '--delay', '1h']);
  const paused = async (): Promise<Execution> => {
    const { id } = await pending();
    return ask<Execution>('execution pause', [String(id)]);
  };
  return { failed, retrying, pending, paused };
}
