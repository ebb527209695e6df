import { type ChildProcess, fork } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../kernel/index.ts';
import type {
  DroppedOutput,
  Executor,
  OutputStream,
  ProcessExit,
  ProcessHooks,
  ProcessSpec,
} from './executor.ts';
import type { Sandbox } from './sandbox.ts';
import { writePrivateFiles } from './private-files.ts';
import type { DroppedBytes, FromSpawner, StartOrder, ToSpawner } from './spawner-messages.ts';
import { type Surroundings, startOrderOf } from './start-order.ts';

/** Consumption is told to the spawner in steps of this size; commands that print less cost no message. */
const TELL_EVERY_BYTES = 64 * 1024;
/** A small heap keeps its fork cheap. */
const SPAWNER_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=128', '--v8-pool-size=1'];

interface ActiveRun {
  order: StartOrder;
  hooks: ProcessHooks;
  decoders: Record<OutputStream, StringDecoder>;
  untoldBytes: number;
  /** Its spawner is gone; a new one is clearing up. */
  lost: boolean;
  resolve(exit: ProcessExit): void;
}

interface LocalExecutorDeps {
  surroundings: Surroundings;
  sandbox?: Sandbox | undefined;
  log: Log;
}

/** Runs commands on this machine, started by one small process that is itself started when first needed. */
export class LocalExecutor implements Executor {
  readonly #deps: LocalExecutorDeps;
  readonly #runs = new Map<number, ActiveRun>();
  #spawner: ChildProcess | undefined;
  #lastRun = 0;
  #closing = false;

  constructor(deps: LocalExecutorDeps) {
    this.#deps = deps;
  }

  async run(spec: ProcessSpec, hooks: ProcessHooks): Promise<ProcessExit> {
    const { surroundings, sandbox } = this.#deps;
    const order = startOrderOf(spec, surroundings);
    const problem = await sandbox?.problem(order.user);
    if (problem !== undefined)
      return { kind: 'not_started', problem: 'no_sandbox', cwd: order.cwd, detail: problem };
    const place = (ready: StartOrder): StartOrder => sandbox?.wrap(ready) ?? ready;
    if (!spec.files) return this.#run(place(order), hooks);
    const files = await writePrivateFiles(spec.files, order.user);
    try {
      const env = { ...order.env, ...files.paths };
      return await this.#run(place({ ...order, env, folder: files.folder }), hooks);
    } finally {
      await files.remove();
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    const spawner = this.#spawner;
    if (!spawner) return;
    spawner.ref();
    const gone = new Promise((resolve) => spawner.once('exit', resolve));
    spawner.disconnect();
    if (spawner.exitCode === null && spawner.signalCode === null) await gone;
  }

  #run(order: StartOrder, hooks: ProcessHooks): Promise<ProcessExit> {
    if (hooks.signal.aborted || this.#closing) return Promise.resolve({ kind: 'stopped' });
    this.#ensureSpawner();
    const run = ++this.#lastRun;
    const stop = (): void => this.#tell({ type: 'stop', run });
    return new Promise<ProcessExit>((resolve) => {
      const decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() };
      this.#runs.set(run, { order, hooks, decoders, untoldBytes: 0, lost: false, resolve });
      hooks.signal.addEventListener('abort', stop, { once: true });
      this.#tell({ type: 'start', run, order });
      hooks.onPause?.((paused) => this.#tell({ type: 'pause', run, paused }));
    }).finally(() => hooks.signal.removeEventListener('abort', stop));
  }

  #tell(message: ToSpawner): void {
    // An error here means that the channel is gone, which `disconnect` tells anyway.
    this.#spawner?.send(message, () => undefined);
  }

  #ensureSpawner(): void {
    this.#spawner ??= this.#startSpawner();
    this.#spawner.ref();
    this.#spawner.channel?.ref();
  }

  #startSpawner(): ChildProcess {
    const here = fileURLToPath(import.meta.url);
    const program = fileURLToPath(new URL(`spawner${extname(here)}`, import.meta.url));
    // With an own session and no environment: neither Ctrl-C nor NODE_OPTIONS are meant for it.
    const spawner = fork(program, [], {
      detached: true,
      serialization: 'advanced',
      env: {},
      execArgv: SPAWNER_FLAGS,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    spawner.on('message', (message: FromSpawner) => this.#onMessage(message));
    // Not `exit`: messages it sent before may still be on their way then.
    spawner.once('disconnect', () => this.#onLost(spawner, 'its channel closed'));
    spawner.on('error', (error) => this.#onLost(spawner, error.message));
    return spawner;
  }

  #onMessage(message: FromSpawner): void {
    const active = this.#runs.get(message.run);
    if (!active) return;
    switch (message.type) {
      case 'output':
        return this.#onOutput(message.run, active, message.stream, message.bytes);
      case 'not_started':
        return this.#end(message.run, {
          kind: 'not_started',
          problem: message.problem,
          detail: message.detail,
          cwd: active.order.cwd,
        });
      case 'ended':
        return this.#onEnded(message, active);
    }
  }

  #onOutput(run: number, active: ActiveRun, stream: OutputStream, bytes: Uint8Array): void {
    const text = active.decoders[stream].write(bytes);
    const pending = text === '' ? undefined : active.hooks.onOutput(stream, text);
    const consumed = (): void => {
      active.untoldBytes += bytes.length;
      if (active.untoldBytes < TELL_EVERY_BYTES) return;
      this.#tell({ type: 'consumed', run, bytes: active.untoldBytes });
      active.untoldBytes = 0;
    };
    if (pending) void pending.then(consumed, consumed);
    else consumed();
  }

  #onEnded(
    { run, code, signal, stopped, dropped }: Extract<FromSpawner, { type: 'ended' }>,
    active: ActiveRun,
  ): void {
    if (active.lost) return this.#end(run, { kind: 'lost' });
    // A character cut in two by the limit is no garbage of the command.
    if (!dropped)
      for (const stream of ['stdout', 'stderr'] as const) {
        const rest = active.decoders[stream].end();
        if (rest !== '') void active.hooks.onOutput(stream, rest);
      }
    const cut = dropped && { dropped: decodeDropped(dropped) };
    this.#end(run, stopped ? { kind: 'stopped', ...cut } : { kind: 'exited', code, signal, ...cut });
  }

  /** What the lost spawner had started may still run: a new one kills it before its runs end. */
  #onLost(spawner: ChildProcess, why: string): void {
    if (this.#spawner !== spawner) return;
    this.#spawner = undefined;
    if (this.#closing) {
      for (const run of this.#runs.keys()) this.#end(run, { kind: 'stopped' });
      return;
    }
    this.#deps.log.warn({ runs: this.#runs.size, why }, 'the spawner of commands is gone');
    for (const [run, active] of this.#runs) {
      if (active.lost) this.#end(run, { kind: 'lost' });
      else this.#clean(run, active);
    }
  }

  #clean(run: number, active: ActiveRun): void {
    active.lost = true;
    this.#ensureSpawner();
    this.#tell({ type: 'clean', run, executionId: active.order.executionId, attempt: active.order.attempt });
  }

  #end(run: number, exit: ProcessExit): void {
    const active = this.#runs.get(run);
    this.#runs.delete(run);
    if (this.#runs.size === 0) {
      // An idle spawner keeps nobody's process alive.
      this.#spawner?.unref();
      this.#spawner?.channel?.unref();
    }
    active?.resolve(exit);
  }
}

function decodeDropped({ bytes, tails }: DroppedBytes): DroppedOutput {
  return { bytes, tails: { stdout: decodeTail(tails.stdout), stderr: decodeTail(tails.stderr) } };
}

/** A tail may begin inside a character. */
function decodeTail(tail: Uint8Array | undefined): string {
  if (!tail) return '';
  let start = 0;
  while (start < 3 && ((tail[start] ?? 0) & 0xc0) === 0x80) start++;
  return new TextDecoder().decode(tail.subarray(start));
}
