import type { TaskContext } from '../../execution/index.ts';
import type { RedactingStream } from '../../secret/index.ts';
import type { DroppedOutput, OutputStream } from './executor.ts';

const TAIL_CHARACTERS = 10_000;
/** A line longer than this is logged in pieces. */
const LONGEST_HELD = 16_384;

export interface OutputTails {
  stdout: string;
  stderr: string;
  truncated: boolean;
}

/**
 * Passes a command's output on to the log line by line, and keeps the end of each stream for the result. Secrets are
 * taken out first: a cut within one would hide it from those who look later.
 */
export class CommandOutput {
  readonly #context: Pick<TaskContext, 'log' | 'redaction'>;
  readonly #streams: Record<OutputStream, RedactingStream>;
  readonly #held: Record<OutputStream, string> = { stdout: '', stderr: '' };
  readonly #tails: Record<OutputStream, string> = { stdout: '', stderr: '' };
  #truncated = false;

  constructor(context: Pick<TaskContext, 'log' | 'redaction'>) {
    this.#context = context;
    this.#streams = { stdout: context.redaction.stream(), stderr: context.redaction.stream() };
  }

  get tails(): OutputTails {
    return { ...this.#tails, truncated: this.#truncated };
  }

  add(stream: OutputStream, text: string): void {
    this.#pass(stream, this.#streams[stream].write(text));
  }

  end(dropped?: DroppedOutput): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#pass(stream, this.#streams[stream].end({ cut: dropped !== undefined }));
      if (this.#held[stream] !== '') this.#context.log(this.#held[stream], stream);
      this.#held[stream] = '';
      if (dropped)
        this.#keepTail(stream, this.#context.redaction.text(dropped.tails[stream], { cutStart: true }));
    }
    if (!dropped) return;
    this.#truncated = true;
    this.#context.log(`log cut; ${dropped.bytes} more bytes of output were dropped`, 'system');
  }

  #pass(stream: OutputStream, text: string): void {
    this.#keepTail(stream, text);
    const whole = this.#held[stream] + text;
    const lines = endOfLines(whole);
    const cut = lines === 0 && whole.length > LONGEST_HELD ? whole.length : lines;
    if (cut > 0) this.#context.log(whole.slice(0, cut), stream);
    this.#held[stream] = whole.slice(cut);
  }

  #keepTail(stream: OutputStream, text: string): void {
    const whole = this.#tails[stream] + text;
    if (whole.length > TAIL_CHARACTERS) this.#truncated = true;
    // The cut may fall between the halves of a surrogate pair.
    this.#tails[stream] = whole.slice(-TAIL_CHARACTERS).replace(/^[\udc00-\udfff]/, '');
  }
}

/** After the last line that is certainly over: a carriage return at the very end may be half of a line break. */
function endOfLines(text: string): number {
  const back = text.length > 1 ? text.lastIndexOf('\r', text.length - 2) : -1;
  return Math.max(text.lastIndexOf('\n'), back) + 1;
}
