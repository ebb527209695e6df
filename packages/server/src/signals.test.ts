import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';

const MAIN = path.join(import.meta.dirname, 'main.ts');

/** A process whose server takes `stopMs` to stop. */
async function startProcess(stopMs: number) {
  const script = `
    const { stopOnSignals } = await import(${JSON.stringify(MAIN)});
    const stop = () => new Promise((resolve) => setTimeout(resolve, ${stopMs}));
    stopOnSignals({ stop }, { onStep: (line) => console.log(line) });
    setInterval(() => {}, 1000);
    console.log('up');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  while (!output.includes('up')) await once(child.stdout, 'data');
  return { child, exit: once(child, 'exit').then(([code]) => code as number), output: () => output };
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops in order', async (signal) => {
  const { child, exit, output } = await startProcess(50);
  child.kill(signal);
  expect(await exit).toBe(0);
  expect(output()).toContain('Stopping');
});

test('a second signal does not wait', async () => {
  const { child, exit, output } = await startProcess(60_000);
  child.kill('SIGINT');
  while (!output().includes('Stopping')) await once(child.stdout, 'data');
  child.kill('SIGINT');
  expect(await exit).toBe(130);
});
