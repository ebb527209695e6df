import { toCliError } from './to-cli-error.ts';
import { EXIT } from './exit-code.ts';
import type { Io } from './io.ts';
import { processIo } from './process-io.ts';
import { errorText } from './output/error-text.ts';
import { safeJson } from './output/safe-text.ts';
import { createView, type View } from './output/view.ts';
import type { Outcome } from './program/command.ts';
import { Context, type GlobalOptions } from './program/context.ts';
import { dispatch } from './program/dispatch.ts';

/** Runs the command of this process. */
export async function run(): Promise<void> {
  const io = processIo();
  process.exitCode = await main(process.argv.slice(2), io);
}

/** Does what the words say; answers the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const globals = glimpse(argv);
  try {
    const dispatched = await dispatch(argv);
    if (dispatched.kind === 'text') return printText(dispatched.text, io, globals);
    const { definition, args, options, globals: given } = dispatched.chosen;
    const context = new Context(io, given, viewOf(io, 'stdout', given), viewOf(io, 'stderr', given));
    const outcome = await definition.run({ context, args: args as never, options: options as never });
    return outcome ? await printOutcome(outcome, context) : EXIT.ok;
  } catch (thrown) {
    const error = toCliError(thrown, argv);
    const { code, message, details, suggestion = null } = error;
    if (globals.json)
      io.stdout.write(`${safeJson({ success: false, error: { code, message, details, suggestion } })}\n`);
    else io.stderr.write(`${errorText(viewOf(io, 'stderr', globals), error)}\n`);
    return error.exitCode;
  }
}

async function printOutcome(
  { data, text, brief, exitCode = EXIT.ok }: Outcome,
  context: Context,
): Promise<number> {
  if (context.json) context.print(safeJson({ success: true, data: data ?? null }));
  else if (!context.quiet) await printPresent(text?.(context.view), context);
  else if (brief !== undefined && brief !== '') context.print(brief);
  return exitCode;
}

async function printPresent(text: string | Promise<string> | undefined, context: Context): Promise<void> {
  const lines = await text;
  if (lines !== undefined && lines !== '') context.print(lines);
}

function printText(text: string, io: Io, { json }: GlobalOptions): number {
  io.stdout.write(`${json ? safeJson({ success: true, data: { text } }) : text.trimEnd()}\n`);
  return EXIT.ok;
}

/** Options that matter even when the rest of the line cannot be understood. */
function glimpse(argv: readonly string[]): GlobalOptions {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return { json: words.includes('--json'), color: !words.includes('--no-color') };
}

function viewOf(io: Io, name: 'stdout' | 'stderr', { color = true }: GlobalOptions): View {
  const output = io[name];
  return createView({
    environment: io.environment,
    isTerminal: output.isTTY ?? false,
    columns: output.columns,
    colour: color,
    now: io.now(),
  });
}
