import { type ChildProcess, spawn } from 'node:child_process';
import type { OutputStream } from './executor.ts';
import { OutputGate } from './output-gate.ts';
import { type Reaper, signalGroup } from './reaper.ts';
import type { FromSpawner, StartOrder } from './spawner-messages.ts';
import { type SystemError, startProblemOf } from './start-problem.ts';

/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 5000;
/** What the command wrote is in the pipe when it exits; only a daemon it left behind keeps the pipe open for longer. */
const DRAIN_MS = 200;

interface ChildRunDeps {
  run: number;
  reaper: Reaper;
  send(message: FromSpawner): void;
  onEnd(): void;
}

/** One command inside the spawner, from its start until nothing of it is left. */
export class ChildRun {
  readonly #order: StartOrder;
  readonly #deps: ChildRunDeps;
  readonly #gate: OutputGate;
  #child: ChildProcess | undefined;
  #exit: { code: number | null; signal: string | null } | undefined;
  #stopping = false;
  #paused = false;
  #reaped = true;
  #closed = false;
  #ended = false;

  constructor(order: StartOrder, deps: ChildRunDeps) {
    this.#order = order;
    this.#deps = deps;
    this.#gate = new OutputGate(order.outputLimitBytes);
  }

  get folder(): string | undefined {
    return this.#order.folder;
  }

  async start(): Promise<void> {
    const { executionId, attempt } = this.#order;
    // An earlier attempt may have outlived its node.
    if (attempt > 1) await this.#deps.reaper.end({ executionId, attempt }, 0);
    if (this.#stopping) this.#end();
    else this.#spawn();
  }

  /** The order stands until all is gone; a second one changes nothing. */
  stop(graceMs = GRACE_MS): void {
    if (this.#stopping || this.#exit || this.#ended) return;
    this.#stopping = true;
    const group = this.#child?.pid;
    if (group === undefined) return;
    this.#reaped = false;
    const { executionId, attempt } = this.#order;
    void this.#deps.reaper.end({ executionId, attempt, group }, graceMs).then(() => {
      this.#reaped = true;
      this.#drain();
    });
  }

  /** SIGSTOP and SIGCONT to the whole group. */
  pause(paused: boolean): void {
    if (this.#stopping || this.#exit || this.#ended || paused === this.#paused) return;
    this.#paused = paused;
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, paused ? 'SIGSTOP' : 'SIGCONT');
  }

  consumed(bytes: number): void {
    if (this.#gate.consumed(bytes)) this.#eachStream((stream) => stream.resume());
  }

  #spawn(): void {
    const { file, args, cwd, env, stdin, user } = this.#order;
    let child: ChildProcess;
    try {
      child = spawn(file, args, {
        cwd,
        env,
        ...user,
        detached: true,
        stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      });
    } catch (error) {
      return this.#refuse(error as SystemError);
    }
    this.#child = child;
    child.on('error', (error: SystemError) => child.pid === undefined && this.#refuse(error));
    if (child.pid === undefined) return;
    if (this.#paused) signalGroup(child.pid, 'SIGSTOP');
    child.stdout?.on('data', (bytes: Buffer) => this.#onOutput('stdout', bytes));
    child.stderr?.on('data', (bytes: Buffer) => this.#onOutput('stderr', bytes));
    // A command need not read its input to the end, and a pipe that breaks ends with it.
    for (const stream of child.stdio) stream?.on('error', () => undefined);
    child.stdin?.end(stdin);
    child.on('exit', (code, signal) => this.#onExit({ code, signal }));
    child.on('close', () => this.#onClose());
  }

  #onOutput(stream: OutputStream, bytes: Buffer): void {
    const passed = this.#gate.pass(stream, bytes);
    if (passed.length > 0) this.#deps.send({ type: 'output', run: this.#deps.run, stream, bytes: passed });
    if (this.#gate.full && !this.#exit) this.#eachStream((readable) => readable.pause());
  }

  #onExit(exit: { code: number | null; signal: string | null }): void {
    this.#exit = exit;
    // While it is being stopped, the rest of the group has its grace, too.
    if (!this.#stopping) signalGroup(this.#child?.pid as number, 'SIGKILL');
    this.#drain();
  }

  #onClose(): void {
    this.#closed = true;
    this.#endWhenDone();
  }

  /** Reads what is left in the pipes, whether or not the engine keeps up: it is no more than a pipe holds. */
  #drain(): void {
    if (!this.#reaped || this.#endWhenDone()) return;
    if (this.#exit) this.#eachStream((stream) => stream.resume());
    setTimeout(() => {
      this.#eachStream((stream) => stream.destroy());
      // Reaped in vain: it hangs in the kernel and will never exit.
      if (!this.#exit) this.#end();
    }, DRAIN_MS).unref();
  }

  #endWhenDone(): boolean {
    if (this.#closed && this.#reaped) this.#end();
    return this.#ended;
  }

  #refuse(error: SystemError): void {
    if (this.#ended) return;
    this.#ended = true;
    const { problem, detail } = startProblemOf(error, this.#order.cwd);
    this.#deps.send({ type: 'not_started', run: this.#deps.run, problem, detail });
    this.#deps.onEnd();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const { code = null, signal = null } = this.#exit ?? {};
    const dropped = this.#gate.dropped;
    this.#deps.send({
      type: 'ended',
      run: this.#deps.run,
      code,
      signal,
      stopped: this.#stopping,
      ...(dropped && { dropped }),
    });
    this.#deps.onEnd();
  }

  #eachStream(act: (stream: NonNullable<ChildProcess['stdout']>) => void): void {
    for (const stream of [this.#child?.stdout, this.#child?.stderr]) if (stream) act(stream);
  }
}
