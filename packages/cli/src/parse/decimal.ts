/** A parser of numbers within bounds. */
export const decimal =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text.trim()) || value < least || value > most)
      throw new Error(`is "${text}"; allowed: ${least} to ${most}`);
    return value;
  };
