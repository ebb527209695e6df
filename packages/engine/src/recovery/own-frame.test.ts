import { expect, test } from 'vitest';
import { ownFrame } from './own-frame.ts';

test('the first frame that is neither of a library nor of Node.js', () => {
  const stack = [
    'Error: no mood',
    '    at Object.open (node:internal/fs:12:3)',
    '    at query (/app/node_modules/pg/lib/client.js:10:2)',
    '    at backup (/app/jobs/backup.js:42:7)',
    '    at main (/app/jobs/index.js:3:1)',
  ].join('\n');
  expect(ownFrame(stack)).toBe('at backup (/app/jobs/backup.js:42:7)');
  expect(ownFrame('Error: no mood')).toBeNull();
  expect(ownFrame(null)).toBeNull();
});
