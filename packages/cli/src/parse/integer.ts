/** A parser of whole numbers within bounds. */
export const integer =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text.trim()) || value < least || value > most)
      throw new Error(`is "${text}"; allowed: ${least} to ${most}`);
    return value;
  };
