import { spawn } from 'node:child_process';
import { CliError } from '../../cli-error.ts';
import { readAll } from '../../io.ts';
import { defineCommand } from '../../program/command.ts';

interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export const command = defineCommand({
  arguments: { words: { description: 'Options of psql, behind --', optional: true, variadic: true } },
  examples: ['tutti db psql -- -c "select count(*) from task_schedules"'],
  notes: 'Exits as psql does. With --json what it prints is in the object.',
  run: async ({ context, args }) => {
    const { databaseUrl } = await import('@tutti/server');
    const url = await databaseUrl(await context.configuration());
    const ended = await psql([url, ...(args.words ?? [])], context.json);
    return { data: ended, exitCode: ended.exitCode };
  },
});

async function psql(words: readonly string[], captured: boolean): Promise<Ended> {
  const child = spawn('psql', words, { stdio: captured ? ['inherit', 'pipe', 'pipe'] : 'inherit' });
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout ? readAll(child.stdout) : '',
    child.stderr ? readAll(child.stderr) : '',
    new Promise<number>((resolve, reject) => {
      child.on('error', (error) => reject(missing(error)));
      child.on('close', (code) => resolve(code ?? 1));
    }),
  ]);
  return { exitCode, stdout, stderr };
}

const missing = (cause: Error): CliError =>
  new CliError('COMMAND_MISSING', `psql cannot be started: ${cause.message}`, {
    suggestion:
      'install the PostgreSQL client (Debian: apt install postgresql-client), or use another with: tutti db url',
    cause,
  });
