/** Options and arguments of commands. Their names on the command line derive from their keys: `startsAt` is --starts-at. */

export interface Option<T> {
  readonly description: string;
  /** Absent for a flag, which takes no value. */
  readonly placeholder?: string;
  readonly short?: string;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly many?: true;
  /** For `--no-x`: what it means when not given is true. */
  readonly negated?: true;
  /** Throws an Error whose message says what is wrong with the text. */
  readonly parse?: (text: string) => T extends (infer Item)[] ? Item : T;
}
export type Options = Readonly<Record<string, Option<never> | Option<unknown>>>;
export type OptionValues<O extends Options> = { [K in keyof O]?: O[K] extends Option<infer T> ? T : never };

type More = Pick<Option<unknown>, 'short'>;

export const flag = (description: string, more: More = {}): Option<boolean> => ({ description, ...more });
export const negatedFlag = (description: string): Option<boolean> => ({ description, negated: true });
export const text = (placeholder: string, description: string, more: More = {}): Option<string> => ({
  placeholder,
  description,
  ...more,
});
export const texts = (placeholder: string, description: string): Option<string[]> => ({
  placeholder,
  description,
  many: true,
});
export const choice = <const C extends string>(choices: readonly C[], description: string): Option<C> => ({
  placeholder: choices.join('|'),
  description,
  choices,
});
export const parsed = <T>(placeholder: string, description: string, parse: (text: string) => T): Option<T> =>
  ({ placeholder, description, parse }) as unknown as Option<T>;

export interface Argument {
  readonly description: string;
  readonly optional?: true;
  readonly variadic?: true;
}
export type Arguments = Readonly<Record<string, Argument>>;
export type ArgumentValues<A extends Arguments> = {
  [K in keyof A]: A[K] extends { variadic: true }
    ? string[]
    : A[K] extends { optional: true }
      ? string | undefined
      : string;
};

/** --starts-at of startsAt. */
export const kebab = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
