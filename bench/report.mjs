// Puts the newest results, or those of the file given, into docs/benchmarks.md: node bench/report.mjs [file]
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import prettier from 'prettier';
import { newestResults, readResults } from './harness/results.mjs';
import { rowsOf } from './harness/rows.mjs';

const document = path.resolve(import.meta.dirname, '../docs/benchmarks.md');
const [BEGIN, END] = ['<!-- results: begin (written by bench/report.mjs) -->', '<!-- results: end -->'];

if (process.argv[1] === import.meta.filename) await writeReport(process.argv[2] ?? (await newestResults()));

export async function writeReport(file) {
  const text = await readFile(document, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${document} lacks the markers "${BEGIN}" and "${END}".`);
  const written = `${text.slice(0, begin + BEGIN.length)}\n\n${reportOf(await readResults(file), path.basename(file))}\n\n${text.slice(end)}`;
  await writeFile(document, await prettier.format(written, { parser: 'markdown', printWidth: 110 }));
  console.log(
    `Written to ${path.relative(process.cwd(), document)} from ${path.relative(process.cwd(), file)}`,
  );
}

function reportOf({ machine, versions, measures }, name) {
  const rows = rowsOf(measures).map(
    ({ title, tutti, peers, target }) => `| ${title} | ${tutti} | ${peers} | ${target} |`,
  );
  return [
    `From \`bench/results/${name}\`: ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB, ${machine.os}, Node ${machine.node}.`,
    `${Object.entries(versions)
      .map(([system, version]) => `${system} ${version}`)
      .join(', ')}.`,
    '',
    '| measure | Tutti | peers → Tutti is so many times better | target |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
