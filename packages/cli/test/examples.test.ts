import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder, until, type TemporaryFolder } from '@tutti/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadAll } from '../src/program/load-all.ts';
import { REGISTRY } from '../src/program/registry.ts';
import { BIN, end, outside, startTutti, type RunningTutti } from './running-tutti.ts';
import { runCli, shellWords } from './scripted-io.ts';
import { subjects } from './subjects.ts';

let tutti: RunningTutti;
let folder: TemporaryFolder;
beforeAll(async () => {
  [tutti, folder] = await Promise.all([startTutti(['--no-examples']), temporaryFolder()]);
  writeFileSync(
    path.join(folder.path, 'schedules.yaml'),
    'schedules:\n  - {name: applied, every: 1h, shell: "true"}\n',
  );
  writeFileSync(
    path.join(folder.path, 'batch.yaml'),
    '- {taskType: shell_command, taskConfig: {command: "true"}}\n',
  );
  writeFileSync(path.join(folder.path, 'crontab.txt'), '0 5 * * * /usr/local/bin/report.sh\n');
}, 60_000);
afterAll(async () => {
  await tutti.stop();
  await folder.remove();
}, 60_000);

const ask = async <T>(command: string, words: readonly string[] = []): Promise<T> => {
  const { json } = await runCli([...command.split(' '), '--json', ...words], {
    environment: tutti.environment,
  });
  if (!json.success) throw new Error(json.error.message);
  return json.data;
};
const { failed, retrying, pending, paused } = subjects(ask);
const errorOfFailed = async (): Promise<number> => (await failed()).error.id;
const letter = async (): Promise<number> => (await failed()).letter;
const shortLivedRule = async (name: string): Promise<number> =>
  (await ask<{ id: number }>('error-rule create', [name, '--code', 'EXIT_75', '--permanent'])).id;
const message = async (): Promise<number> => {
  const name = `heard-${Date.now()}`;
  const {
    id,
    path: place,
    secret,
  } = await ask<{ id: number; path: string; secret: string }>('hook create', [name]);
  await fetch(tutti.url + place, { method: 'POST', headers: { 'x-hook-token': secret }, body: '{}' });
  const { items } = await ask<{ items: { id: number }[] }>('hook messages', [String(id)]);
  return items[0]?.id as number;
};
const batchFile = (): string => path.join(folder.path, 'batch.yaml');
/** What the number in an example of these stands for: each needs one that is in the right state. */
const SUBJECTS: Readonly<Record<string, () => Promise<number | string>>> = {
  'error show': errorOfFailed,
  'error retry': async () => (await retrying()).error.id,
  'error resolve': errorOfFailed,
  'error ignore': errorOfFailed,
  'error escalate': async () => (await retrying()).error.id,
  'dlq show': letter,
  'dlq resubmit': letter,
  'dlq resolve': letter,
  'dlq archive': letter,
  'dlq restore': async () => (await ask<{ file: string }>('dlq archive', [String(await letter())])).file,
  'execution pause': async () => (await pending()).id,
  'execution resume': async () => (await paused()).id,
  'execution skip': async () => (await paused()).id,
  'execution retry': async () => (await failed()).id,
  'execution priority': async () => (await pending()).id,
  'error-rule delete': () => shortLivedRule('to-delete'),
  'error-rule replace': () => shortLivedRule('to-replace'),
  'hook message': message,
  'hook replay': message,
  'batch show': async () => (await ask<{ batchId: string }>('batch create', [batchFile()])).batchId,
};
const withSubject = async (command: string, example: string): Promise<string> => {
  const subject = await SUBJECTS[command]?.();
  const place = { 'dlq restore': /dead-letters-\S+/, 'batch show': /0190\S+/ }[command] ?? / \d+( |$)/;
  return subject === undefined
    ? example
    : example.replace(place, (found) => (found.startsWith(' ') ? ` ${subject} ` : String(subject)));
};

const definitions = await loadAll();
const examples = REGISTRY.flatMap(({ path: command }) =>
  (definitions.get(command)?.examples ?? []).map((example) => ({ command, example })),
);

test('every command has an example, which begins with its own words', () => {
  for (const { path: command } of REGISTRY)
    expect(definitions.get(command)?.examples, command).not.toHaveLength(0);
  for (const { command, example } of examples) expect(example).toMatch(new RegExp(`^tutti ${command}( |$)`));
});

test('every command shows its examples with --help', async () => {
  for (const { command, example } of examples) {
    const { stdout, exitCode } = await runCli([...command.split(' '), '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`  ${example}\n`);
  }
});

// Later examples work on what earlier ones have made.
describe('every example works', { shuffle: false, concurrent: false }, () => {
  const starting = examples.filter(({ command }) => command === 'start');
  const tailing = examples.filter(({ command }) => command === 'event tail');
  const working = examples.filter(({ command }) => command === 'worker');
  const restoring = examples.filter(({ command }) => command === 'restore');
  const apart = new Set([...starting, ...tailing, ...working, ...restoring]);
  const others = examples.filter((example) => !apart.has(example));

  test.each(others)(
    '$example',
    async ({ command, example }) => {
      const { environment } = tutti;
      const real = (await withSubject(command, example)).replaceAll('http://127.0.0.1:3000', tutti.url);
      // A shell would take care of what stands behind a <.
      const [line = '', file] = real.split(' < ');
      const ran = await runCli(shellWords(line).slice(1), {
        ...(file !== undefined && { stdin: `what stands in ${file}\n` }),
        environment,
        cwd: folder.path,
      });
      if (command === 'db psql' && ran.stderr.includes('COMMAND_MISSING')) return;
      expect(ran.stderr).not.toContain('error');
      expect(ran.exitCode).toBe(0);
    },
    60_000,
  );

  test.each(tailing)('$example', async ({ example }) => {
    const controller = new AbortController();
    let heard = '';
    const tail = runCli(shellWords(example).slice(1), {
      environment: tutti.environment,
      interruption: controller.signal,
      onOutput: (text) => (heard += text),
    });
    await until(
      async () => {
        await runCli(['run', '--shell', 'true', '--wait'], { environment: tutti.environment });
        return heard !== '';
      },
      { timeoutMs: 15_000, intervalMs: 100 },
    );
    controller.abort();
    expect((await tail).exitCode).toBe(0);
  });

  test.each(working)('$example', async ({ example }) => {
    const controller = new AbortController();
    const line = example.replaceAll('http://127.0.0.1:3000', tutti.url);
    const worker = runCli(shellWords(line).slice(1), {
      environment: tutti.environment,
      interruption: controller.signal,
      onOutput: (text) => {
        if (text.includes('registered')) controller.abort();
      },
    });
    expect(await worker).toMatchObject({ exitCode: 0, stderr: '' });
  });

  // Into a home of its own: nothing may run on the database. The file is what the example of backup wrote.
  test.each(restoring)(
    '$example',
    async ({ example }) => {
      const home = await temporaryFolder();
      const words = shellWords(example).slice(1);
      const ran = await runCli(words, { environment: { TUTTI_HOME: home.path }, cwd: folder.path });
      expect(ran.stderr).toBe('');
      expect(ran.exitCode).toBe(0);
      await home.remove();
    },
    60_000,
  );

  test.each(starting)(
    '$example',
    async ({ example }) => {
      const home = await temporaryFolder();
      const child = spawn(process.execPath, [BIN, ...shellWords(example).slice(1)], {
        env: { ...outside(), TUTTI_HOME: home.path, PORT: '0' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const block = await output(child, /next/);
      expect(block).toMatch(/Tutti runs at http:\/\/127\.0\.0\.1:\d+/);
      for (const line of [`data  ${home.path}`, 'stop  Ctrl-C']) expect(block).toContain(line);
      expect(await end(child, 'SIGINT')).toBe(0);
      await home.remove();
    },
    60_000,
  );
});

async function output(child: ChildProcess, wanted: RegExp): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk) => (text += String(chunk)));
  const ended = once(child, 'exit').then(() => {
    throw new Error(`it ended: ${text}`);
  });
  await Promise.race([until(() => wanted.test(text), { timeoutMs: 50_000 }), ended]);
  return text;
}
