import { expect, test } from 'vitest';
import { PAGE_GROUPS, PAGES } from './navigation.tsx';

test('each page stands once, in the order of its groups, with keys of its own', () => {
  const paths: string[] = PAGES.map(({ to }) => to);
  expect(paths).toEqual([...new Set(paths)]);
  const keys: string[] = PAGES.map(({ go }) => go);
  expect(keys).toEqual([...new Set(keys)]);
  const groups = PAGES.map(({ group }) => PAGE_GROUPS.indexOf(group));
  expect(groups).toEqual(groups.toSorted((a, b) => a - b));
});
