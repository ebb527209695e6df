import { describe, expect, it } from 'vitest';
import { environmentOf, parseRunAs } from './run-as.ts';

const USERS =
  'root:x:0:0:root:/root:/bin/bash\nada:x:1001:1002:Ada,,,:/tmp:/bin/zsh\nbot:x:999:999::/nonexistent:\n';
const system = { users: () => USERS, ownUid: 0 };

describe('the user that commands run as', () => {
  it.each([
    ['ada', { uid: 1001, gid: 1002, name: 'ada', home: '/tmp', shell: '/bin/zsh' }],
    ['1001', { uid: 1001, gid: 1002, name: 'ada' }],
    ['1001:50', { uid: 1001, gid: 50, home: '/tmp' }],
    ['bot', { uid: 999, gid: 999, home: '/' }],
    ['4242:4243', { uid: 4242, gid: 4243, name: undefined, home: '/' }],
  ])('%s', (who, wanted) => expect(parseRunAs(who, system)).toMatchObject(wanted));

  it.each([
    ['eve', 0, 'no such user'],
    ['4242', 0, '4242:4242'],
    ['ada', 1000, 'start Tutti as root'],
    ['ada', undefined, 'cannot do that'],
  ])('%s is refused where Tutti is %s', (who, ownUid, why) => {
    expect(() => parseRunAs(who, { ...system, ownUid })).toThrow(why);
  });

  it('may be the one that Tutti is already', () => {
    expect(parseRunAs('ada', { ...system, ownUid: 1001 })).toMatchObject({ uid: 1001 });
  });

  it('is found on this machine', () =>
    expect(parseRunAs(String(process.getuid?.()))).toMatchObject({ uid: process.getuid?.() }));

  it('is told to its commands', () => {
    expect(environmentOf(parseRunAs('ada', system))).toEqual({
      HOME: '/tmp',
      USER: 'ada',
      LOGNAME: 'ada',
      SHELL: '/bin/zsh',
    });
    expect(environmentOf(parseRunAs('4242:4242', system))).toEqual({
      HOME: '/',
      USER: '4242',
      LOGNAME: '4242',
    });
  });
});
