/** A parser of words separated by commas, each of which must be allowed. */
export const wordsOf =
  (allowed: readonly string[]) =>
  (given: string): string => {
    const stranger = given.split(',').find((word) => !allowed.includes(word.trim()));
    if (stranger !== undefined) throw new Error(`holds "${stranger}"; allowed: ${allowed.join(', ')}`);
    return given;
  };
