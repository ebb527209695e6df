import type { RunningServer } from '@tutti/server';
import { EXIT } from '../../exit-code.ts';
import { formatCount } from '../../output/duration.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti process'],
  notes: `Fires every schedule that is due, runs until nothing is ready, and ends: for machines where another clock, like cron or a CI,
starts Tutti. Exits 1 if something failed.`,
  run: async ({ context }) => {
    const configuration = await context.configuration();
    const { startServer } = await import('@tutti/server');
    // A node without roles serves and claims nothing by itself.
    const server = await context.progress(
      'starting',
      startServer({ ...configuration, roles: [], examples: false }),
    );
    const { completed, failed } = await context.progress('working', pass(server));
    return {
      data: { completed, failed },
      text: (view) =>
        withGlyph(
          view,
          failed > 0 ? 'failed' : 'ok',
          `${formatCount(completed)} completed, ${formatCount(failed)} failed`,
        ),
      brief: `${completed} ${failed}`,
      exitCode: failed > 0 ? EXIT.failed : EXIT.ok,
    };
  },
});

async function pass(server: RunningServer): Promise<{ completed: number; failed: number }> {
  try {
    return await server.engine.processOnce();
  } finally {
    await server.stop();
  }
}
