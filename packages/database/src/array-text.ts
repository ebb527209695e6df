const SPECIAL = /["\\]/;

/**
 * The text of an array parameter of strings, numbers, booleans and nulls; undefined for others, which pg writes. Batches
 * are arrays of thousands, and pg runs two replacements over each element, numbers included.
 */
export function arrayText(values: readonly unknown[]): string | undefined {
  let text = '{';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) text += ',';
    const value = values[index];
    switch (typeof value) {
      case 'string':
        text += SPECIAL.test(value)
          ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
          : `"${value}"`;
        break;
      case 'number':
      case 'boolean':
        text += value;
        break;
      default:
        if (value !== null && value !== undefined) return undefined;
        text += 'NULL';
    }
  }
  return text + '}';
}

/** Parameters of a statement as pg is to send them. */
export const parametersOf = (values: readonly unknown[]): unknown[] =>
  values.map((value) => (Array.isArray(value) ? (arrayText(value) ?? value) : value));
