import type { Io } from '../io.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';

const ENTER = /[\r\n\u0004]/;
const INTERRUPT = '\u0003';
const BACKSPACE = /[\b\u007f]/;

/** Asks on the terminal for a line, and shows nothing of what is typed or pasted. */
export function readHidden({ stdin, stderr }: Io, question: string): Promise<string> {
  stderr.write(question);
  stdin.setEncoding('utf8');
  stdin.setRawMode?.(true);
  return new Promise<string>((resolve, reject) => {
    let typed = '';
    const end = (settle: () => void): void => {
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write('\n');
      settle();
    };
    const onData = (text: string): void => {
      for (const character of text) {
        if (character === INTERRUPT) return end(() => reject(interrupted()));
        if (ENTER.test(character)) return end(() => resolve(typed));
        typed = BACKSPACE.test(character) ? Array.from(typed).slice(0, -1).join('') : typed + character;
      }
    };
    const onEnd = (): void => end(() => resolve(typed));
    stdin.on('data', onData);
    stdin.once('end', onEnd);
  });
}

const interrupted = (): CliError =>
  new CliError('INTERRUPTED', 'interrupted; nothing was set', { exitCode: EXIT.interrupted });
