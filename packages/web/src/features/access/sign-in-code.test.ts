import { expect, test } from 'vitest';
import { readSignInCode } from './sign-in-code.ts';

test.each([
  ['/sign-in', '#tutti_code_aB-1_x', 'tutti_code_aB-1_x'],
  ['/sign-in', '', undefined],
  ['/sign-in', '#main', undefined],
  ['/sign-in', '#tutti_code_<script>', undefined],
  ['/schedules', '#tutti_code_aB', undefined],
])('%s%s holds %s', (pathname, hash, code) => {
  expect(readSignInCode({ pathname, hash })).toBe(code);
});
