import { TextDecoder } from 'node:util';
import type { Response } from 'undici';

const LIMIT_CHARACTERS = 10_000;
/** How far a text that is expected in the body is looked for. */
const SEARCH_LIMIT_CHARACTERS = 10_000_000;

export interface ResponseBody {
  /** JSON's value when the body is complete and says it is JSON; else text. */
  value: unknown;
  truncated: boolean;
  /** Whether the text asked for is in it. */
  found: boolean;
}

/** Reads no further than it has to: to the limit, or until `wanted` is found beyond it. */
export async function readBody(response: Response, wanted = ''): Promise<ResponseBody> {
  const type = response.headers.get('content-type') ?? '';
  const decoder = decoderOf(type);
  let text = '';
  let read = 0;
  let carried = '';
  let found = wanted === '';
  const take = (piece: string): void => {
    read += piece.length;
    if (text.length <= LIMIT_CHARACTERS) text += piece;
    if (found) return;
    const searched = carried + piece;
    found = searched.includes(wanted);
    carried = wanted.length > 1 ? searched.slice(1 - wanted.length) : '';
  };
  for await (const chunk of response.body ?? []) {
    take(decoder.decode(chunk as Uint8Array, { stream: true }));
    if ((found && text.length > LIMIT_CHARACTERS) || read > SEARCH_LIMIT_CHARACTERS) break;
  }
  if (text.length <= LIMIT_CHARACTERS) take(decoder.decode());
  const truncated = text.length > LIMIT_CHARACTERS;
  return { value: valueOf(type, text, truncated), truncated, found };
}

function valueOf(type: string, text: string, truncated: boolean): unknown {
  if (truncated) return text.slice(0, LIMIT_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
  if (!/^application\/([^;\s]+\+)?json\b/i.test(type.trim())) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function decoderOf(type: string): TextDecoder {
  try {
    return new TextDecoder(/charset="?([^\s;"]+)/i.exec(type)?.[1] ?? 'utf-8');
  } catch {
    return new TextDecoder();
  }
}
