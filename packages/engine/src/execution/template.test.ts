import { expect, test } from 'vitest';
import { resolveTemplates } from './template.ts';

const trigger = {
  kind: 'event',
  slot: '2026-01-01T00:00:00.000Z',
  data: {
    name: 'Ada',
    n: 7,
    ok: false,
    none: null,
    list: [1, { deep: 'x' }],
    object: { a: 1 },
    'with-dash': 'd',
    inject: '{{trigger.data.name}} $& $1',
  },
};
const resolve = (config: unknown): unknown => resolveTemplates(config, { trigger });

test.each<[unknown, unknown]>([
  ['{{trigger.data.name}}', 'Ada'],
  ['{{ trigger.data.name }}', 'Ada'],
  ['{{trigger.data.n}}', 7],
  ['{{trigger.data.ok}}', false],
  ['{{trigger.data.list}}', [1, { deep: 'x' }]],
  ['{{trigger.data.list.1.deep}}', 'x'],
  ['{{trigger.data.with-dash}}', 'd'],
  ['{{trigger.slot}}', '2026-01-01T00:00:00.000Z'],
  ['{{trigger.data.none}}', ''],
  ['{{trigger.data.absent}}', ''],
  ['{{trigger.data.name.length}}', ''],
  ['{{trigger.data.__proto__}}', ''],
  ['{{trigger.data.constructor}}', ''],
  ['Hello {{trigger.data.name}}, {{trigger.data.n}} times', 'Hello Ada, 7 times'],
  ['<{{trigger.data.object}}|{{trigger.data.absent}}|{{trigger.data.ok}}>', '<{"a":1}||false>'],
  ['a {{trigger.data.inject}} b', 'a {{trigger.data.name}} $& $1 b'],
  ['{{other.thing}} {{trigger.kind}}', '{{other.thing}} event'],
  ['{{secrets.key}}', '{{secrets.key}}'],
  ['{{trigger.data.name', '{{trigger.data.name'],
  ['no template', 'no template'],
  [42, 42],
  [null, null],
  [
    { a: ['{{trigger.data.n}}', { b: '{{trigger.data.name}}!' }], '{{trigger.data.n}}': 1 },
    { a: [7, { b: 'Ada!' }], '{{trigger.data.n}}': 1 },
  ],
])('%j becomes %j', (config, wanted) => expect(resolve(config)).toEqual(wanted));

test('the config given is left as it was', () => {
  const config = { a: ['{{trigger.data.n}}'] };
  resolve(config);
  expect(config).toEqual({ a: ['{{trigger.data.n}}'] });
});

test('a key named __proto__ stays a plain key', () => {
  const config: unknown = JSON.parse('{"__proto__": {"polluted": "{{trigger.data.n}}"}}');
  const resolved = resolve(config) as Record<string, unknown>;
  expect(Object.keys(resolved)).toEqual(['__proto__']);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
