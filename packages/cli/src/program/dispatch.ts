import { CommanderError } from 'commander';
import type { AnyCommand } from './command.ts';
import { buildProgram, GLOBAL_VALUE_OPTIONS, type Chosen } from './build.ts';
import { usageError, type CliError } from '../cli-error.ts';
import { mendedCommand } from './mended-command.ts';
import { REGISTRY } from './registry.ts';

export type Dispatched = { kind: 'command'; chosen: Chosen } | { kind: 'text'; text: string };

/** Finds what the words mean: a command with its values, or a text to print (help, version). */
export async function dispatch(argv: readonly string[]): Promise<Dispatched> {
  const path = commandPath(argv);
  const definitions = new Map<string, AnyCommand>();
  const entry = REGISTRY.find((candidate) => candidate.path === path);
  if (entry) definitions.set(entry.path, (await entry.load()).command);
  return parse(argv, path, definitions);
}

function parse(
  argv: readonly string[],
  path: string,
  definitions: ReadonlyMap<string, AnyCommand>,
): Dispatched {
  let chosen: Chosen | undefined;
  let text = '';
  const program = buildProgram({
    definitions,
    onChosen: (found) => (chosen = found),
    writeOut: (written) => (text += written),
  });
  if (argv.length === 0) return { kind: 'text', text: program.helpInformation() };
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text: text.trimEnd() };
    throw toUsageError(error, path, argv);
  }
  if (!chosen) throw usageError(`tutti ${path} needs a command`, `tutti ${path} --help`);
  return { kind: 'command', chosen };
}

/** The longest known path among the words, or else the first word. */
function commandPath(argv: readonly string[]): string {
  const words: string[] = [];
  for (let index = 0; index < argv.length && words.length < 2; index += 1) {
    const word = argv[index] ?? '';
    if ((GLOBAL_VALUE_OPTIONS as readonly string[]).includes(word)) index += 1;
    else if (!word.startsWith('-')) words.push(word);
  }
  const known = [words.join(' '), words[0] ?? ''].find((path) =>
    REGISTRY.some((entry) => entry.path === path),
  );
  return known ?? words[0] ?? '';
}

function toUsageError(error: CommanderError, path: string, argv: readonly string[]): CliError {
  const isKnown = REGISTRY.some((entry) => entry.path === path || entry.path.startsWith(`${path} `));
  const help = `tutti ${isKnown ? `${path} ` : ''}--help`;
  if (error.code === 'commander.help') return usageError(`tutti ${path} needs a command`, help);
  const [, message = error.message, meant] =
    /^(?:error: )?(.*?)(?:\s*\(Did you mean (?:one of )?(.*)\?\))?$/s.exec(error.message) ?? [];
  const wrong = /'([^']*)'/.exec(message)?.[1];
  const mended =
    wrong === undefined || meant === undefined || meant.includes(', ')
      ? undefined
      : mendedCommand(argv, wrong, meant);
  return usageError(message, mended ?? meant ?? help);
}
