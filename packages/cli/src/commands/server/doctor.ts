import type { Finding } from '@tutti/server';
import { EXIT } from '../../exit-code.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import type { View } from '../../output/view.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti doctor'],
  notes: 'Changes nothing and starts nothing. Exits 1 when something must be mended.',
  run: async ({ context }) => {
    const { diagnose } = await import('@tutti/server');
    const findings = await context.progress('looking', diagnose(await context.configuration()));
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

const SHOWN = { ok: 'ok', warn: 'degraded', fail: 'down' } as const;

function findingText(view: View, { check, status, message, fix }: Finding): string {
  const word = view.unicode ? check : `${status}: ${check}`;
  const line = `${withGlyph(view, SHOWN[status], word.padEnd(12))} ${plainText(message)}`;
  return fix === undefined ? line : `${line}\n${view.colours.cyan('try')}    ${plainText(fix)}`;
}
