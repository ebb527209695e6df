import { usageError } from '../../cli-error.ts';
import { readAll, type Io } from '../../io.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { readHidden } from '../../output/hidden-prompt.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { name: { description: 'Letters, digits, _ and -, e.g. GITHUB_TOKEN' } },
  examples: ['tutti secret set GITHUB_TOKEN < token.txt'],
  notes: `The value is read from standard input, or asked for on a terminal without being shown; it is never an argument, since
those are seen by everybody who lists processes. One line break at its end is left out. Tasks name it as {{secret.NAME}} in
their config, e.g. in env or headers.`,
  run: async ({ context, args }) => {
    const client = await context.client();
    const value = await readValue(context.io, args.name);
    const secret = await client.putSecret({ params: { name: args.name }, body: { value } });
    const line = `${plainText(secret.name)} is set; use it as {{secret.${plainText(secret.name)}}}`;
    return { data: secret, text: (view) => withGlyph(view, 'ok', line), brief: secret.name };
  },
});

async function readValue(io: Io, name: string): Promise<string> {
  const text = io.stdin.isTTY
    ? await readHidden(io, `value of ${plainText(name)}: `)
    : await readAll(io.stdin);
  const value = text.replace(/\r?\n$/, '');
  if (value !== '') return value;
  throw usageError('there is no value on standard input', `printf %s "$VALUE" | tutti secret set ${name}`);
}
