import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import prettier from 'prettier';

const folder = path.resolve(import.meta.dirname, '..', 'results');

/** One file a day; measures of a later run replace their like, so that one may be repeated alone. */
export async function saveResults({ machine, versions, measures }) {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${new Date().toISOString().slice(0, 10)}.json`);
  const before = await readFile(file, 'utf8').then(JSON.parse, () => ({ measures: {} }));
  const merged = { machine, versions, measures: { ...before.measures, ...measures } };
  await writeFile(file, await prettier.format(JSON.stringify(merged), { parser: 'json', printWidth: 110 }));
  return file;
}

export const readResults = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** The newest file, by its name. */
export async function newestResults() {
  const names = (await readdir(folder).catch(() => [])).filter((name) =>
    /^\d{4}-\d\d-\d\d\.json$/.test(name),
  );
  const newest = names.toSorted().at(-1);
  if (!newest) throw new Error('There are no results yet: run npm run bench.');
  return path.join(folder, newest);
}
