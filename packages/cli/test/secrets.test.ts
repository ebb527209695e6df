import { describe, expect, it } from 'vitest';
import { runCli } from './scripted-io.ts';
import { useTutti } from './use-tutti.ts';

const tutti = useTutti();
const { data, failure } = tutti;

describe('tutti secret', () => {
  it('sets from standard input, names, uses, rotates and deletes, and never shows a value', async () => {
    expect(await data('secret list')).not.toContainEqual(expect.objectContaining({ name: 'API_TOKEN' }));
    const set = await data('secret set', ['API_TOKEN'], { stdin: 'hunter2-hunter2\n' });
    expect(set).toMatchObject({ name: 'API_TOKEN', version: 1 });
    expect(JSON.stringify(set)).not.toContain('hunter2');
    const config = { command: 'echo "$T" ${#T}', env: { T: '{{secret.API_TOKEN}}' } };
    const ran = await data<{ result: object }>('run', [
      '--type',
      'shell_command',
      '--config',
      JSON.stringify(config),
      '--wait',
    ]);
    expect(ran.result).toMatchObject({ stdout: '[redacted] 15\n' });
    expect(await data('secret rotate')).toMatchObject({ rotated: expect.any(Number) });
    expect(await data('secret list')).toContainEqual(
      expect.objectContaining({ name: 'API_TOKEN', version: 2 }),
    );
    expect(await data('secret delete', ['API_TOKEN'])).toEqual({ name: 'API_TOKEN' });
  });

  it('says what is wrong', async () => {
    expect(await failure('secret delete', ['NONE'])).toMatchObject({ exitCode: 3, code: 'SECRET_NOT_FOUND' });
    expect(await failure('secret set', ['X'])).toMatchObject({ exitCode: 2, code: 'USAGE' });
    expect(await failure('secret set', ['not good'], { stdin: 'value' })).toMatchObject({ exitCode: 2 });
    const short = await failure('secret set', ['X'], { stdin: 'abc' });
    expect(short).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(short['message']).toContain('at least 4 characters');
    expect(await failure('secret set', ['X', 'value-as-argument'])).toMatchObject({ exitCode: 2 });
  });

  it('asks on a terminal without showing what is typed', async () => {
    const ran = await runCli(['secret', 'set', 'TYPED'], {
      environment: tutti.environment,
      stdin: 'typo\u007f\u007fed-value\r',
      isTerminal: true,
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toBe('value of TYPED: \n');
    expect(ran.stdout).not.toContain('ed-value');
    const stopped = await runCli(['secret', 'set', 'TYPED'], {
      environment: tutti.environment,
      stdin: 'ab\u0003',
      isTerminal: true,
    });
    expect(stopped.exitCode).toBe(130);
  });
});
