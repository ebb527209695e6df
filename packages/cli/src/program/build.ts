import { Command, Option as CommanderOption } from 'commander';
import type { AnyCommand } from './command.ts';
import { kebab, type Argument, type Option } from './option.ts';
import { usageError } from '../cli-error.ts';
import { plainText } from '../output/safe-text.ts';
import type { Entry } from './entry.ts';
import { GROUPS, REGISTRY } from './registry.ts';
import type { GlobalOptions } from './context.ts';
import packageJson from '../../package.json' with { type: 'json' };

export interface Chosen {
  definition: AnyCommand;
  args: Record<string, unknown>;
  options: Record<string, unknown>;
  globals: GlobalOptions;
}

export interface ProgramOptions {
  /** Definitions by path; a command without one shows its summary alone. */
  definitions: ReadonlyMap<string, AnyCommand>;
  onChosen: (chosen: Chosen) => void;
  writeOut: (text: string) => void;
}

export const GLOBAL_VALUE_OPTIONS = ['--api-url', '--home', '--token'] as const;

/** The program as commander knows it: every command by name, those with a definition in full. */
export function buildProgram({ definitions, onChosen, writeOut }: ProgramOptions): Command {
  const program = new Command('tutti');
  program
    .description('Scheduled jobs on PostgreSQL.')
    .version(packageJson.version, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .option('--json', 'Print one JSON object: {"success":true,"data":...} or {"success":false,"error":...}')
    .option('-q, --quiet', 'Print the essential only')
    .option('--no-color', 'Print without colours (also: NO_COLOR)')
    .option('--api-url <url>', 'Address of the API')
    .option('--token <secret>', 'Token to call with; TUTTI_TOKEN keeps it out of lists of processes')
    .option('--home <folder>', 'Folder of the embedded database, logs and configuration')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut, writeErr: () => {}, outputError: () => {} })
    .exitOverride()
    .helpCommand(false);
  program.addHelpText(
    'after',
    '\nExit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 conflict, 5 unauthorised, 6 unreachable',
  );
  for (const entry of REGISTRY) addCommand(program, entry, definitions.get(entry.path), onChosen);
  return program;
}

function addCommand(
  program: Command,
  entry: Entry,
  definition: AnyCommand | undefined,
  onChosen: ProgramOptions['onChosen'],
): void {
  const [noun = '', verb] = entry.path.split(' ');
  const parent = verb === undefined ? program : group(program, noun);
  const command = parent
    .command(verb ?? noun)
    .description(entry.summary)
    .summary(entry.summary);
  if (!definition) return;
  const argumentNames = Object.keys(definition.arguments ?? {});
  for (const [name, argument] of Object.entries(definition.arguments ?? {}))
    command.argument(argumentTerm(name, argument), argument.description);
  for (const [name, option] of Object.entries(definition.options ?? {}))
    command.addOption(commanderOption(name, option));
  command.addHelpText('after', afterHelp(definition));
  command.action((...received: unknown[]) => {
    onChosen({
      definition,
      args: Object.fromEntries(argumentNames.map((name, index) => [name, received[index]])),
      options: given(command),
      globals: program.opts<GlobalOptions>(),
    });
  });
}

function group(program: Command, noun: string): Command {
  const existing = program.commands.find((command) => command.name() === noun);
  return (
    existing ??
    program
      .command(noun)
      .description(GROUPS[noun] ?? '')
      .helpCommand(false)
  );
}

function argumentTerm(name: string, { optional, variadic }: Argument): string {
  const term = `${kebab(name)}${variadic ? '...' : ''}`;
  return optional ? `[${term}]` : `<${term}>`;
}

export function optionTerm(name: string, option: Option<unknown>): string {
  if (option.negated) return `--no-${kebab(name)}`;
  const long = `--${kebab(name)}`;
  return `${option.short ? `-${option.short}, ` : ''}${long}${option.placeholder === undefined ? '' : ` <${option.placeholder}>`}`;
}

function commanderOption(name: string, option: Option<unknown>): CommanderOption {
  const built = new CommanderOption(optionTerm(name, option), option.description);
  if (option.placeholder === undefined) return built;
  return built.argParser((text: string, previous: unknown) => {
    const value = parseValue(name, option, text);
    return option.many ? [...((previous as unknown[] | undefined) ?? []), value] : value;
  });
}

function parseValue(name: string, option: Option<unknown>, text: string): unknown {
  if (option.choices && !option.choices.includes(text)) {
    throw usageError(`--${kebab(name)} is "${plainText(text)}"; allowed: ${option.choices.join(', ')}`);
  }
  try {
    return option.parse ? option.parse(text) : text;
  } catch (error) {
    throw usageError(`--${kebab(name)} ${(error as Error).message}`);
  }
}

/** Only what was given: what is absent is left to the configuration and to the server. */
function given(command: Command): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) !== 'default'),
  );
}

const afterHelp = ({ examples, notes }: AnyCommand): string =>
  `${notes === undefined ? '' : `\n${notes}\n`}\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`;
