import type { CliError } from '../cli-error.ts';
import { plainText } from './safe-text.ts';
import type { View } from './view.ts';

const INDENT = '       ';

/**
 *     error  hour is 25; allowed 0-23  [SCHEDULE_CRON_INVALID]
 *            0 25 * * *
 *              ^^
 *     try    tutti schedule preview --cron "0 23 * * *"
 */
export function errorText(view: View, error: CliError): string {
  const { colours } = view;
  const lines = [
    `${colours.red(colours.bold('error'))}  ${plainText(error.message)}  ${colours.dim(`[${error.code}]`)}`,
  ];
  if (error.pointer) {
    const [start, end] = error.pointer.span;
    // One column per character shown: what is neutralised would otherwise move the caret.
    const before = plainText(error.pointer.text.slice(0, start));
    const bad = plainText(error.pointer.text.slice(start, end));
    lines.push(`${INDENT}${plainText(error.pointer.text)}`);
    lines.push(`${INDENT}${' '.repeat(before.length)}${colours.red('^'.repeat(Math.max(1, bad.length)))}`);
  }
  for (const line of error.lines) lines.push(`${INDENT}${plainText(line)}`);
  if (error.suggestion) lines.push(`${colours.cyan('try')}    ${plainText(error.suggestion)}`);
  const text = lines.join('\n');
  // What the server writes has its own dashes.
  return view.unicode ? text : text.replaceAll(/[\u2013\u2014]/g, '-').replaceAll('\u2026', '...');
}
