import { rowsOf } from './rows.mjs';

export function printTable({ machine, versions, measures }) {
  console.log(
    `\n${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, ${machine.os}, Node ${machine.node}`,
  );
  console.log(
    `${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}\n`,
  );
  for (const { title, tutti, peers, target } of rowsOf(measures)) {
    console.log(title);
    console.log(`    Tutti   ${tutti}`);
    if (peers !== '–') console.log(`    peers   ${peers}`);
    if (target !== '–') console.log(`    target  ${target}`);
  }
  console.log('');
}
