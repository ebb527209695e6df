// Writes the files that are made from sources; with --check only tells which of them differ.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureProjectNode, root } from './project-node.mjs';

ensureProjectNode();

/** Each module exports `generate(): Promise<string> | string`, the whole text. One that is not there yet is left out. */
const GENERATED = [
  { file: 'packages/database/schema.sql', module: 'scripts/generate-schema.ts' },
  { file: 'docs/openapi.json', module: 'packages/server/src/generate-openapi.ts' },
  { file: '.env.example', module: 'packages/contract/src/generate-env-example.ts' },
];

const onlyCheck = process.argv.includes('--check');
for (const { file, module } of GENERATED) {
  if (!existsSync(path.join(root, module))) continue;
  const { generate } = await import(pathToFileURL(path.join(root, module)).href);
  const text = await generate();
  if (read(file) === text) continue;
  if (onlyCheck) {
    console.log(`${file} is not what its sources make. Run npm run generate and commit the result.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path.join(root, file), text);
    console.log(`Wrote ${file}`);
  }
}

function read(file) {
  const place = path.join(root, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
}
