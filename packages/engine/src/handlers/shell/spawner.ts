/**
 * The spawner: a small process that starts all commands, because the cost of starting one grows with the memory of
 * the process that does it. Its own session keeps a terminal's Ctrl-C from it; when the engine is gone, however that
 * came about, it kills all it has started and ends.
 */
import { rmSync } from 'node:fs';
import { ChildRun } from './child-run.ts';
import { Reaper } from './reaper.ts';
import type { FromSpawner, StartOrder, ToSpawner } from './spawner-messages.ts';

function serve(): void {
  const reaper = new Reaper();
  const runs = new Map<number, ChildRun>();
  let onEmpty: (() => void) | undefined;

  const start = (run: number, order: StartOrder): void => {
    const onEnd = (): void => {
      runs.delete(run);
      if (runs.size === 0) onEmpty?.();
    };
    const child = new ChildRun(order, { run, reaper, send, onEnd });
    runs.set(run, child);
    void child.start();
  };

  const clean = async (message: Extract<ToSpawner, { type: 'clean' }>): Promise<void> => {
    const { run, executionId, attempt } = message;
    await reaper.end({ executionId, attempt }, 0);
    send({ type: 'ended', run, code: null, signal: null, stopped: true });
  };

  process.on('message', (message: ToSpawner) => {
    switch (message.type) {
      case 'start':
        return start(message.run, message.order);
      case 'stop':
        return runs.get(message.run)?.stop();
      case 'pause':
        return runs.get(message.run)?.pause(message.paused);
      case 'consumed':
        return runs.get(message.run)?.consumed(message.bytes);
      case 'clean':
        return void clean(message);
    }
  });

  process.on('disconnect', () => {
    onEmpty = () => process.exit();
    const folders = [...runs.values()].map((run) => run.folder);
    for (const run of runs.values()) run.stop(0);
    reaper.hurry();
    for (const folder of folders) if (folder) rmSync(folder, { recursive: true, force: true });
    if (runs.size === 0) onEmpty();
  });

  // The engine decides when commands end, also when a signal goes to everyone on the terminal or in the service.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
}

/** The callback keeps an error at the end of the engine from ending this process before it has tidied up. */
function send(message: FromSpawner): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

process.title = 'tutti-spawner';
serve();
