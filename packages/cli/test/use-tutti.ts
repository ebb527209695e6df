import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Schedule } from '@tutti/contract';
import { temporaryFolder, type TemporaryFolder } from '@tutti/testkit';
import { afterAll, beforeAll, expect } from 'vitest';
import { startTutti, type RunningTutti } from './running-tutti.ts';
import { runCli, type Ran, type RunOptions } from './scripted-io.ts';

/** One server for a file of tests, and ways to drive commands at it. Every command gets --json. */
export function useTutti() {
  let tutti: RunningTutti;
  let folder: TemporaryFolder;
  let named = 0;
  beforeAll(async () => {
    [tutti, folder] = await Promise.all([startTutti(['--no-examples']), temporaryFolder()]);
  }, 60_000);
  afterAll(async () => {
    await tutti.stop();
    await folder.remove();
  }, 60_000);

  /** It must print one object and nothing else. */
  async function cli(command: string, words: readonly string[] = [], options: RunOptions = {}): Promise<Ran> {
    const environment = { ...tutti.environment, ...options.environment };
    const ran = await runCli([...command.split(' '), '--json', ...words], {
      cwd: folder.path,
      ...options,
      environment,
    });
    const { success, ...rest } = ran.json;
    expect(ran.stdout.trimEnd()).not.toContain('\n');
    expect(Object.keys(rest)).toEqual([success ? 'data' : 'error']);
    if (!success) expect(Object.keys(ran.json.error)).toEqual(['code', 'message', 'details', 'suggestion']);
    return ran;
  }
  async function data<T>(
    command: string,
    words: readonly string[] = [],
    options: RunOptions = {},
  ): Promise<T> {
    const { json, exitCode } = await cli(command, words, options);
    expect(json.error).toBeUndefined();
    expect(exitCode).toBe(0);
    return json.data;
  }
  async function failure(command: string, words: readonly string[] = [], options: RunOptions = {}) {
    const { json, exitCode } = await cli(command, words, options);
    return { exitCode, ...json.error };
  }
  const freshName = (): string => `job-${(named += 1)}`;
  const hourly = ['--every', '1h', '--shell', 'echo hi'];
  const create = (words: readonly string[] = hourly, name = freshName()): Promise<Schedule> =>
    data<Schedule>('schedule create', [name, ...words]);
  const write = (name: string, text: string): string => {
    writeFileSync(path.join(folder.path, name), text);
    return name;
  };
  return {
    cli,
    data,
    failure,
    freshName,
    create,
    write,
    get environment() {
      return tutti.environment;
    },
    get url() {
      return tutti.url;
    },
  };
}
