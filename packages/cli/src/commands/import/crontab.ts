import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ApplyResult } from '@tutti/contract';
import { CliError } from '../../cli-error.ts';
import { parseCrontab, type RefusedLine } from '../../crontab/parse-crontab.ts';
import { toSchedules } from '../../crontab/to-schedules.ts';
import { EXIT } from '../../exit-code.ts';
import { readAll, type Io } from '../../io.ts';
import { plainText } from '../../output/safe-text.ts';
import type { View } from '../../output/view.ts';
import { parseTimeZone } from '../../parse/instant.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed, text } from '../../program/option.ts';
import { applyOutcome, applySchedules, type Locate } from '../../schedule/apply-schedules.ts';

export const command = defineCommand({
  arguments: {
    file: {
      description: 'The crontab; - reads standard input; absent: that of `crontab -l`',
      optional: true,
    },
  },
  options: {
    dryRun: flag('Show what would change, and change nothing'),
    system: flag('With a column for the user, as in /etc/crontab'),
    queue: text('name', 'Queue of the schedules'),
    timezone: parsed(
      'zone',
      'Time zone of the times; default CRON_TZ, TZ, or that of this machine',
      parseTimeZone,
    ),
  },
  examples: ['tutti import crontab crontab.txt --dry-run', 'tutti import crontab crontab.txt --queue cron'],
  notes: `Environment lines, SHELL and PATH go with the commands, % is standard input as in cron, comments just above a line
become its description. Lines that cannot be taken over, like @reboot, are named and make the exit code 1; all others are
imported. Importing again updates what was imported before. Turn the lines off in the crontab afterwards.`,
  run: async ({ context, args, options }) => {
    const crontab = parseCrontab(await readCrontab(args.file, context.io), {
      system: options.system ?? false,
    });
    const { drafts, notes } = toSchedules(crontab, {
      queue: options.queue,
      timezone: options.timezone,
      zone: context.view.zone,
    });
    const { refused, jobs } = crontab;
    const { dryRun = false } = options;
    const locate: Locate = (index, field) => ({
      file: args.file ?? 'crontab',
      line: jobs[index]?.line ?? 1,
      field,
    });
    const nothing: ApplyResult = { dryRun, items: [] };
    const result =
      drafts.length === 0
        ? nothing
        : await applySchedules(await context.client(), drafts, { dryRun }, locate);
    const applied = applyOutcome(result);
    return {
      ...applied,
      data: { ...result, refused, notes },
      text: async (view) =>
        [
          await applied.text?.(view),
          ...notes.map((note) => `note  ${plainText(note)}`),
          ...refused.map((line) => refusedText(view, line)),
        ].join('\n'),
      exitCode: refused.length > 0 ? EXIT.failed : EXIT.ok,
    };
  },
});

async function readCrontab(file: string | undefined, io: Io): Promise<string> {
  if (file === '-') return readAll(io.stdin);
  try {
    if (file !== undefined) return await readFile(resolve(io.cwd, file), 'utf8');
    return (await promisify(execFile)('crontab', ['-l'], { env: { ...io.environment } })).stdout;
  } catch (error) {
    const what = file === undefined ? '`crontab -l` failed' : `${file} cannot be read`;
    throw new CliError('FILE_INVALID', `${what}: ${(error as Error).message.trim()}`, {
      exitCode: EXIT.usage,
      suggestion: 'name a file, or - for standard input',
      cause: error,
    });
  }
}

const refusedText = (view: View, { line, text: written, reason }: RefusedLine): string =>
  `${view.colours.red('refused')}  line ${line}: ${plainText(written)}\n         ${plainText(reason)}`;
