/** For lists that are at hand as a whole: any of the texts holds what is looked for. */
export const matchesText = (text: string | undefined, ...texts: readonly string[]): boolean =>
  text === undefined || texts.some((each) => each.toLowerCase().includes(text.toLowerCase()));
