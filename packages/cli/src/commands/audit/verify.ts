import type { AuditVerification } from '@tutti/contract';
import { EXIT } from '../../exit-code.ts';
import { formatCount } from '../../output/duration.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import type { View } from '../../output/view.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti audit verify'],
  notes:
    'Reads the database itself, not the server. Tells entries that were changed, removed or put in between, and exits 1 if there are any.',
  run: async ({ context }) => {
    const { verifyAuditLog } = await import('@tutti/server');
    const found = await context.progress(
      'reading the audit log',
      verifyAuditLog(await context.configuration()),
    );
    return {
      data: found,
      text: (view) => verificationText(view, found),
      brief: found.findings.map(({ message }) => message).join('\n'),
      exitCode: found.ok ? EXIT.ok : EXIT.failed,
    };
  },
});

function verificationText(
  view: View,
  { ok, checked, unsealed, anchor, findings }: AuditVerification,
): string {
  const head = ok
    ? withGlyph(view, 'ok', `${formatCount(checked)} entries are as they were written`)
    : withGlyph(view, 'down', `${formatCount(checked)} entries read, and this does not fit:`);
  return [
    head,
    ...findings.map(({ kind, message }) => `  ${kind.padEnd(9)}  ${plainText(message)}`),
    ...(anchor
      ? [view.colours.dim(`${formatCount(anchor.position)} older ones were removed by retention`)]
      : []),
    ...(unsealed > 0 ? [view.colours.dim(`${formatCount(unsealed)} are too new to be sealed`)] : []),
  ].join('\n');
}
