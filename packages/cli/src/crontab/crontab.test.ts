import { describe, expect, test } from 'vitest';
import { parseCrontab } from './parse-crontab.ts';
import { toSchedules } from './to-schedules.ts';

const parse = (text: string, system = false) => parseCrontab(text, { system });
const schedules = (text: string, system = false) =>
  toSchedules(parse(text, system), { zone: 'Europe/Berlin' }).drafts;

describe('lines', () => {
  test.each([
    ['0 2 * * * /usr/local/bin/backup.sh --full', '0 2 * * *', '/usr/local/bin/backup.sh --full'],
    ['*/15\t0-6  1,15 jan MON-FRI   echo  two  spaces', '*/15 0-6 1,15 jan MON-FRI', 'echo  two  spaces'],
    ['@daily /opt/job', '0 0 * * *', '/opt/job'],
    ['@Midnight /opt/job', '0 0 * * *', '/opt/job'],
    ['-5 4 * * 7 quiet', '5 4 * * 7', 'quiet'],
    ['   0 0 * * 0 indented', '0 0 * * 0', 'indented'],
  ])('%s', (line, cron, command) => {
    expect(parse(line)).toMatchObject({ jobs: [{ line: 1, cron, command }], refused: [] });
  });

  test.each([
    ['@reboot /opt/start', '@reboot has no time'],
    ['@every_minute x', '@every_minute is not known'],
    ['0~59 * * * * x', '~ chooses a time by chance'],
    ['0 2 * * *', 'five times'],
    ['hello world', 'five times'],
  ])('%s is refused', (line, reason) => {
    expect(parse(`\n${line}\n`)).toMatchObject({
      jobs: [],
      refused: [{ line: 2, text: line, reason: expect.stringContaining(reason) }],
    });
  });

  test('lines of Windows and a missing last line break do no harm', () => {
    expect(parse('A=1\r\n0 1 * * * x\r\n0 2 * * * y').jobs.map(({ command }) => command)).toEqual(['x', 'y']);
  });
});

describe('percent', () => {
  test.each([
    ['mail bob%Hello,%there', 'mail bob', 'Hello,\nthere\n'],
    [String.raw`date +\%F`, 'date +%F', undefined],
    [String.raw`cat%100\% sure`, 'cat', '100% sure\n'],
    ['cat%', 'cat', '\n'],
  ])('%s', (command, shown, stdin) =>
    expect(parse(`0 1 * * * ${command}`).jobs[0]).toMatchObject({ command: shown, stdin }),
  );
});

describe('environment', () => {
  test('holds from its line on, quotes are taken off', () => {
    const { jobs } = parse(
      `0 1 * * * first\nPATH = /usr/bin:/bin\nNAME="a b"\n0 2 * * * second\nNAME=''\n0 3 * * * third`,
    );
    expect(jobs.map(({ environment }) => environment)).toEqual([
      {},
      { PATH: '/usr/bin:/bin', NAME: 'a b' },
      { PATH: '/usr/bin:/bin', NAME: '' },
    ]);
  });

  test('SHELL, HOME and PATH go to their places, MAILTO becomes a note', () => {
    const crontab = parse('SHELL=/bin/bash\nHOME=/srv\nPATH=/bin\nMAILTO=ana@example.org\n0 1 * * * x');
    const { drafts, notes } = toSchedules(crontab, { zone: 'UTC' });
    expect(drafts[0]?.taskConfig).toEqual({
      command: 'x',
      shell: '/bin/bash',
      cwd: '/srv',
      env: { HOME: '/srv', PATH: '/bin' },
    });
    expect(notes).toEqual([expect.stringContaining('MAILTO ana@example.org')]);
  });

  test.each([
    ['', 'Europe/Berlin'],
    ['CRON_TZ=Asia/Tokyo\n', 'Asia/Tokyo'],
    ['TZ=America/Lima\n', 'America/Lima'],
    ['TZ=America/Lima\nCRON_TZ=Asia/Tokyo\n', 'Asia/Tokyo'],
  ])('the zone of "%s"', (lines, timezone) => {
    expect(schedules(`${lines}0 1 * * * x`)[0]?.scheduleConfig).toEqual({ cron: '0 1 * * *', timezone });
  });

  test('a given zone and queue win', () => {
    const { drafts } = toSchedules(parse('CRON_TZ=Asia/Tokyo\n0 1 * * * x'), {
      zone: 'UTC',
      timezone: 'Europe/Rome',
      queue: 'cron',
    });
    expect(drafts[0]).toMatchObject({ queue: 'cron', scheduleConfig: { timezone: 'Europe/Rome' } });
  });
});

describe('comments', () => {
  test('just above a line are its description; blank lines and jobs turned off are not', () => {
    const text =
      '# The whole file\n\n# Nightly backup\n#   of everything\n0 2 * * * backup\n#0 3 * * * old job\n0 4 * * * other';
    expect(schedules(text).map(({ description }) => description)).toEqual([
      'Nightly backup\n  of everything',
      undefined,
    ]);
  });
});

describe('system crontabs', () => {
  test('have a user, who becomes a tag and part of the name', () => {
    const text =
      '17 * * * * root cd / && run-parts --report /etc/cron.hourly\n25 6 * * * www-data /srv/app/clean.sh';
    const { drafts, notes } = toSchedules(parse(text, true), { zone: 'UTC' });
    expect(drafts).toMatchObject([
      {
        name: 'root-run-parts',
        tags: ['crontab', 'user:root'],
        taskConfig: { command: 'cd / && run-parts --report /etc/cron.hourly' },
      },
      { name: 'www-data-clean', tags: ['crontab', 'user:www-data'] },
    ]);
    expect(notes).toEqual([expect.stringContaining('users root, www-data')]);
  });

  test('a line without a command is refused', () => {
    expect(parse('0 1 * * * root', true).refused).toHaveLength(1);
  });
});

test('names derive from commands, stay free of clashes, and come out the same again', () => {
  const text = [
    '0 1 * * * /usr/local/bin/backup.sh --full',
    '0 2 * * * cd /srv && /usr/local/bin/backup.sh --small >/dev/null 2>&1',
    '0 3 * * * FOO=1 nice python3 /opt/Report Maker.py',
    '0 4 * * * [ -x /bin/x ] && flock -n /tmp/l echo "§"',
    '0 5 * * * §§',
  ].join('\n');
  const names = schedules(text).map(({ name }) => name);
  expect(names).toEqual(['backup', 'backup-2', 'Report', expect.any(String), 'job']);
  expect(schedules(text).map(({ name }) => name)).toEqual(names);
  expect(new Set(names).size).toBe(names.length);
});

test('behaves like cron: the next run does not wait for the one before, and missed ones stay missed', () => {
  expect(schedules('0 1 * * * x')[0]).toMatchObject({
    overlapPolicy: 'allow',
    catchUpPolicy: 'skip',
    taskType: 'shell_command',
  });
});
