import type { Command, Option } from 'commander';
import type { AnyCommand } from './program/command.ts';
import { markdownTable } from './markdown-table.ts';
import { buildProgram } from './program/build.ts';
import { loadAll } from './program/load-all.ts';
import { GROUPS, REGISTRY } from './program/registry.ts';

/** The text of docs/cli.md, made of the definitions themselves. */
export async function cliReference(): Promise<string> {
  const definitions = await loadAll();
  const program = buildProgram({ definitions, onChosen: () => {}, writeOut: () => {} });
  const sections = REGISTRY.map(({ path, summary }) => {
    const command = find(program, path);
    const definition = definitions.get(path);
    return command && definition ? section(path, summary, command, definition) : '';
  });
  return `${introduction()}
${overview()}

## Options of every command

${optionTable(program.options)}

${sections.join('\n')}`;
}

const introduction = (): string => `# The command line

Made by \`npm run generate\` from the commands themselves; do not edit.

\`tutti\` speaks HTTP to a running Tutti, by default on the port of its configuration. \`start\`, \`process\`, \`doctor\`,
\`migrate\` and \`db\` work on this machine. Nouns take ids or exact names of schedules, ids or UUIDs of executions. Times are
ISO 8601 with a zone, \`2026-12-01 09:00\` in the schedule's or your zone, \`in 5m\` or \`2h ago\`; durations look like \`30s\`, \`5m\`,
\`1h30m\`; a JSON value may be read from a file with \`@file\`.

With \`--json\` each command prints exactly one line on standard output and nothing else there:

\`\`\`
{"success":true,"data":...}
{"success":false,"error":{"code":"...","message":"...","details":...,"suggestion":"..."}}
\`\`\`

\`suggestion\` is null where there is none. \`event tail --json\` prints one such line for each event.

${exitCodeTable()}

Tables, colours and spinners appear on a terminal only; elsewhere lists are lines with tabs between the values. \`NO_COLOR\` is
honoured, and where the locale is not UTF-8 signs are left to their words. When the network fails, calls that may safely be
repeated are tried again (\`TUTTI_RETRIES\`).
`;

const exitCodeTable = (): string =>
  markdownTable(
    ['exit code', ''],
    [
      ['0', 'ok'],
      ['1', 'failed: also a run that did not complete, when it was waited for'],
      ['2', 'usage: the command line, a file, a value or the configuration is wrong'],
      ['3', 'not found'],
      ['4', 'conflict: wrong state, a taken name, or changed by someone else meanwhile'],
      ['5', 'unauthorised'],
      ['6', 'unreachable'],
      ['130', 'interrupted while it waited'],
    ],
  );

function overview(): string {
  const rows = REGISTRY.map(({ path, summary }) => [`[\`tutti ${path}\`](#${anchor(path)})`, summary]);
  return `## Commands\n\n${markdownTable(['command', ''], rows)}`;
}

const anchor = (path: string): string => `tutti-${path.replaceAll(' ', '-')}`;

function find(program: Command, path: string): Command | undefined {
  return path
    .split(' ')
    .reduce<Command | undefined>(
      (at, word) => at?.commands.find((command) => command.name() === word),
      program,
    );
}

function section(path: string, summary: string, command: Command, { examples, notes }: AnyCommand): string {
  const noun = path.split(' ')[0] ?? '';
  const parts = [
    `## tutti ${path}`,
    `${summary}.${path.includes(' ') && GROUPS[noun] ? ` (${GROUPS[noun]}.)` : ''}`,
    `\`\`\`\ntutti ${path} ${command.usage()}\n\`\`\``,
    command.registeredArguments.length > 0 ? argumentTable(command) : undefined,
    command.options.length > 0 ? optionTable(command.options) : undefined,
    notes === undefined ? undefined : notesBlock(notes),
    `\`\`\`sh\n${examples.join('\n')}\n\`\`\``,
  ];
  return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}

/** Notes with an indented or aligned part are kept as they are. */
const notesBlock = (notes: string): string =>
  /\n {2}|^\S+ {2,}\S/m.test(notes) ? `\`\`\`\n${notes}\n\`\`\`` : notes;

const argumentTable = (command: Command): string =>
  markdownTable(
    ['argument', ''],
    command.registeredArguments.map((argument) => [`\`${argument.name()}\``, argument.description]),
  );

const optionTable = (options: readonly Option[]): string =>
  markdownTable(
    ['option', ''],
    options.map(({ flags, description }) => [`\`${flags}\``, description]),
  );
