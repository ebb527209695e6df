import type { Context } from './context.ts';
import type { Arguments, ArgumentValues, Options, OptionValues } from './option.ts';
import type { View } from '../output/view.ts';

/** What came of a command. Nothing is printed by a command itself unless it goes on for long. */
export interface Outcome {
  /** What --json prints. */
  data: unknown;
  /** What people read. */
  text?: (view: View) => string | Promise<string>;
  /** What --quiet prints. */
  brief?: string;
  exitCode?: number;
}

export interface Invocation<A extends Arguments, O extends Options> {
  context: Context;
  args: ArgumentValues<A>;
  options: OptionValues<O>;
}

export interface CommandDefinition<A extends Arguments = Arguments, O extends Options = Options> {
  readonly arguments?: A;
  readonly options?: O;
  /** Shown in --help and run by the tests. */
  readonly examples: readonly string[];
  /** A paragraph below the options. */
  readonly notes?: string;
  /** Undefined when the command has printed everything itself. */
  readonly run: (invocation: Invocation<A, O>) => Promise<Outcome | undefined>;
}

/** A definition whose types are known only to itself. */
export type AnyCommand = Omit<CommandDefinition, 'run'> & {
  readonly run: (invocation: {
    context: Context;
    args: never;
    options: never;
  }) => Promise<Outcome | undefined>;
};

export const defineCommand = <const A extends Arguments = {}, const O extends Options = {}>(
  definition: CommandDefinition<A, O>,
): AnyCommand => definition;
