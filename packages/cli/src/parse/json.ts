import { readFileSync } from 'node:fs';

/** JSON as an argument, or from a file when it starts with @. */
export function parseJson(text: string): unknown {
  const source = text.startsWith('@') ? readJsonFile(text.slice(1)) : text;
  try {
    return JSON.parse(source) as unknown;
  } catch (error) {
    throw new Error(`is not valid JSON (${(error as Error).message}); write it like '{"key":"value"}'`, {
      cause: error,
    });
  }
}

export function parseJsonObject(text: string): Record<string, unknown> {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`is not a JSON object; write it like '{"key":"value"}'`);
  return value as Record<string, unknown>;
}

function readJsonFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`names a file that cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
