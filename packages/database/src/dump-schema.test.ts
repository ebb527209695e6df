import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '@tutti/testkit';
import { dumpSchema } from './dump-schema.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase({ empty: true });
  await own.database.query(SCHEMA);
});
afterAll(() => own.drop());

const SCHEMA = `
  create table schema_migrations (name text);
  create type mood as enum ('sad', 'ok', 'happy');
  create domain positive as int check (value > 0);
  create sequence plain;
  create table person (
    id bigint generated always as identity primary key,
    name text not null default 'nobody' check (name <> ''),
    mood mood, code text collate "C", shout text generated always as (upper(name)) stored,
    boss bigint references person on delete set null,
    unique (name)
  ) with (fillfactor = 70);
  comment on table person is 'Whoever it''s';
  comment on column person.mood is 'Today';
  create index person_mood on person (mood) where mood <> 'ok';
  create table log (at timestamptz not null, line text, primary key (at)) partition by range (at);
  create index log_line on log (line);
  create table log_default partition of log default;
  create table log_20260101 partition of log for values from ('2026-01-01') to ('2026-01-02');
  create view moody as select name from person where mood = 'sad';
  create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
  create trigger touch_log before insert on log for each row execute function touch();
`;

test('tells everything but what comes and goes', async () => {
  expect(await dumpSchema(own.database)).toMatchSnapshot();
});

test('of nothing is the header alone', async () => {
  const empty = await testDatabase({ empty: true });
  expect((await dumpSchema(empty.database)).split('\n')).toHaveLength(2);
  await empty.drop();
});
