import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@tutti/client';
import type { Node } from '@tutti/contract';
import { CliError } from '../../cli-error.ts';
import { EXIT } from '../../exit-code.ts';
import { nodeLine } from '../../node/node-text.ts';
import { nodeOr } from '../../node/own-node.ts';
import { parseDuration } from '../../parse/duration.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed, text } from '../../program/option.ts';

const PAUSE_MS = 500;
const LONGEST_MS = 600_000;

export const command = defineCommand({
  options: {
    node: text('name', 'The node to drain; default: the one that answers'),
    reason: text('text', 'Why, for the record'),
    wait: flag('Wait until nothing runs there any more'),
    timeout: parsed('duration', 'Longest to wait; default 10m', parseDuration),
  },
  examples: ['tutti drain --wait --reason "kernel update"'],
  notes:
    'The node finishes what it runs, claims nothing more and fires no schedules, until tutti node resume. Exits 1 when --wait takes too long; the node stays drained.',
  run: async ({ context, options }) => {
    const client = await context.client();
    const name = await nodeOr(client, options.node);
    const body = options.reason === undefined ? {} : { reason: options.reason };
    let node = await client.drainNode({ params: { name }, body });
    if (options.wait) {
      const waiting = waitUntilStill(client, name, {
        timeoutMs: options.timeout ?? LONGEST_MS,
        now: () => context.io.now().getTime(),
        signal: context.io.interruption(),
      });
      node = await context.progress(`waiting for ${name} to finish its work`, waiting);
    }
    const still = node.running === 0 && node.draining !== null;
    return {
      data: node,
      text: (view) => `${nodeLine(view, node)}\nnext  tutti node resume ${node.name}`,
      brief: node.state,
      exitCode: still || !options.wait ? EXIT.ok : EXIT.failed,
    };
  },
});

/** What it runs is told by its heartbeat, so one from after the drain is waited for. */
async function waitUntilStill(
  client: Client,
  name: string,
  { timeoutMs, now, signal }: { timeoutMs: number; now: () => number; signal: AbortSignal },
): Promise<Node> {
  const deadline = now() + timeoutMs;
  for (;;) {
    const node = await client.getNode({ params: { name } });
    const since = node.draining?.since;
    const heard = since !== undefined && node.heartbeatAt > since;
    if (node.state === 'lost' || node.stoppedAt !== null || (heard && node.running === 0)) return node;
    // Someone may have resumed it meanwhile.
    if (since === undefined || now() >= deadline) return node;
    await delay(PAUSE_MS, undefined, { signal }).catch(() => {
      throw new CliError('INTERRUPTED', `no longer waiting; ${name} stays drained`, {
        exitCode: EXIT.interrupted,
      });
    });
  }
}
