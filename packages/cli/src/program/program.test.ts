import { describe, expect, test } from 'vitest';
import { runCli } from '../../test/scripted-io.ts';
import { cliReference } from '../cli-reference.ts';
import { completionScript, SHELLS } from '../completion-script.ts';
import { describeProgram } from './describe.ts';
import { mendedCommand } from './mended-command.ts';
import { GROUPS, REGISTRY } from './registry.ts';

describe('usage', () => {
  test.each([
    [['schedule'], 'tutti schedule needs a command', 'tutti schedule --help'],
    [['schedul', 'list'], "unknown command 'schedul'", 'tutti schedule list --json'],
    [['schedule', 'lst'], "unknown command 'lst'", 'tutti schedule list --json'],
    [['nonsense'], "unknown command 'nonsense'", 'tutti --help'],
    [['schedule', 'create'], "missing required argument 'name'", 'tutti schedule create --help'],
    [
      ['schedule', 'create', 'a b', '--evry', '5m'],
      "unknown option '--evry'",
      'tutti schedule create "a b" --every 5m --json',
    ],
    [['schedule', 'create', 'x', '--every', '5'], '--every is "5" without a unit', null],
    [
      ['schedule', 'create', 'x', '--overlap', 'foo'],
      '--overlap is "foo"; allowed: skip, queue, allow, cancel_previous',
      null,
    ],
    [['schedule', 'create', 'x', '--priority', '11'], '--priority is "11"; allowed: 1 to 10', null],
    [
      ['schedule', 'create', 'x', '--every', '5m', '--cron', '* * * * *', '--shell', 'x'],
      'give one of --cron, --every, --at and --on',
      null,
    ],
    [
      ['schedule', 'create', 'x', '--every', '5m', '--timezone', 'UTC', '--shell', 'x'],
      '--timezone goes with --cron or --at, not with --every',
      null,
    ],
    [
      ['schedule', 'create', 'x', '--every', '5m', '--shell', 'x', '--http', 'http://x'],
      'give one of --shell, --http and --type',
      null,
    ],
    [
      ['schedule', 'create', 'x', '--every', '5m', '--shell', 'x', '--body', 'x'],
      '--body needs --http',
      null,
    ],
    [
      ['schedule', 'create', 'x', '--every', '5m'],
      'nothing to run is named',
      'add --shell "command", --http https://..., or --type with --config',
    ],
    [['schedule', 'create', 'x', '--shell', 'x'], 'no timing is named', expect.stringContaining('--cron')],
    [['schedule', 'create', 'x', '--at', 'soon', '--shell', 'x'], '--at is "soon"', null],
    [['run', '--type', 'x', '--config', '{'], '--config is not valid JSON', null],
    [['apply'], 'no file is named', 'tutti apply -f schedules.yaml'],
    [['config', '--get', 'prot'], 'prot in --get is not a known setting', 'did you mean port?'],
    [
      ['--json', '--api-url', 'nowhere', 'status'],
      '--api-url=nowhere (flag) is not valid',
      expect.any(String),
    ],
  ])('%j', async (words, message, suggestion) => {
    const ran = await runCli([...words, '--json'], { environment: { TUTTI_HOME: '/nowhere' } });
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toBe('');
    expect(ran.json).toMatchObject({
      success: false,
      error: { message: expect.stringContaining(message), suggestion },
    });
  });

  test('nothing said shows the help; help and version are also JSON', async () => {
    expect(await runCli([])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Usage: tutti') });
    expect((await runCli(['--version', '--json'])).json).toEqual({
      success: true,
      data: { text: expect.stringMatching(/^\d/) },
    });
    expect((await runCli(['schedule', 'list', '--help', '--json'])).json).toMatchObject({
      data: { text: expect.stringContaining('Examples:') },
    });
  });

  test('global options may stand anywhere', async () => {
    const environment = { TUTTI_HOME: '/nowhere' };
    for (const words of [
      ['--home', '/x', 'config', '--get', 'home'],
      ['config', '--get', 'home', '--home', '/x'],
      ['config', '--home=/x', '--get', 'home', '--quiet'],
    ]) {
      expect((await runCli(words, { environment })).stdout).toBe('/x\n');
    }
  });
});

test('a mended command can be pasted into a shell', () => {
  expect(mendedCommand(['a', '--cron', '0 25 * * *'], '0 25 * * *', '0 23 * * *')).toBe(
    'tutti a --cron "0 23 * * *"',
  );
  expect(mendedCommand(['--x=1', "it's $HOME"], '--x', '--y')).toBe(`tutti --y=1 'it'\\''s $HOME'`);
  expect(mendedCommand(['a'], 'b', 'c')).toBeUndefined();
});

describe('what is generated', () => {
  test('the reference has every command and option', async () => {
    const [text, program] = await Promise.all([cliReference(), describeProgram()]);
    for (const { path, summary } of REGISTRY) expect(text).toContain(`## tutti ${path}\n\n${summary}.`);
    for (const command of program.commands.flatMap((noun) => [noun, ...noun.commands])) {
      for (const { flags } of command.options) expect(text).toContain(`\`${flags.replaceAll('|', '\\|')}\``);
    }
  });

  test.each(SHELLS)('the completion of %s knows every word', async (shell) => {
    const script = completionScript(shell, await describeProgram());
    for (const { path } of REGISTRY) for (const word of path.split(' ')) expect(script).toContain(word);
    expect(script).toContain('cancel_previous');
  });

  test('every noun with verbs is described', () => {
    const nouns = REGISTRY.filter(({ path }) => path.includes(' ')).map(({ path }) => path.split(' ')[0]);
    expect(new Set(Object.keys(GROUPS))).toEqual(new Set(nouns));
  });
});
