/** `#4812`, `4812`, `execution 4812`: the number meant; undefined for other texts. */
export const numberIn = (text: string): string | undefined =>
  /^\s*(?:execution\s*)?#?(\d{1,15})\s*$/i.exec(text)?.[1];

/** What to look for: without the verb that some begin with. */
export const searchedText = (text: string): string => text.replace(/^\s*(trigger|open|go to)\s+/i, '').trim();
