import { usageError } from '../cli-error.ts';

/** The id of a row among the arguments of a command. */
export function rowId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageError(`"${text}" is no id; ids are whole numbers, like 12`);
  return Number(text);
}
