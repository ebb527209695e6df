import type { Configuration } from '@tutti/contract';
import type { Finding } from '@tutti/server';
import { EXIT } from '../../exit-code.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import type { View } from '../../output/view.ts';
import { defineCommand } from '../../program/command.ts';
import type { Context } from '../../program/context.ts';
import { toCliError } from '../../to-cli-error.ts';

export const command = defineCommand({
  examples: ['tutti doctor', 'tutti doctor --json'],
  notes: 'Changes nothing and starts nothing. Exits 1 when something must be mended.',
  run: async ({ context }) => {
    const findings = await context.progress('looking', examine(context));
    const isBad = findings.some(({ status }) => status === 'fail');
    return {
      data: findings,
      text: (view) => findings.map((finding) => findingText(view, finding)).join('\n'),
      brief: findings
        .filter(({ status }) => status !== 'ok')
        .map(({ check }) => check)
        .join('\n'),
      exitCode: isBad ? EXIT.failed : EXIT.ok,
    };
  },
});

/** A bad configuration is something to tell of, not a reason to tell nothing. */
async function examine(context: Context): Promise<Finding[]> {
  const check = 'configuration';
  let configuration: Configuration;
  try {
    configuration = await context.configuration();
  } catch (error) {
    const { message, suggestion } = toCliError(error, []);
    return [
      {
        check,
        status: 'fail',
        message,
        fix: suggestion ?? 'tutti config --list shows where each value comes from',
      },
    ];
  }
  const { diagnose } = await import('@tutti/server');
  return [{ check, status: 'ok', message: 'every value fits' }, ...(await diagnose(configuration))];
}

const SHOWN = { ok: 'ok', warn: 'degraded', fail: 'down' } as const;

function findingText(view: View, { check, status, message, fix }: Finding): string {
  const word = view.unicode ? check : `${status}: ${check}`;
  const line = `${withGlyph(view, SHOWN[status], word.padEnd(14))} ${plainText(message)}`;
  return fix === undefined ? line : `${line}\n${view.colours.cyan('try')}    ${plainText(fix)}`;
}
