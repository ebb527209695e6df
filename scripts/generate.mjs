// Writes the files that are made from sources; with --check only tells which of them differ.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureProjectNode, root } from './project-node.mjs';

ensureProjectNode();

const CLI = 'packages/cli/src/index.ts';

/** Each file, the module that knows how to make it, and what to ask it for: the whole text. */
const GENERATED = [
  {
    file: 'packages/database/schema.sql',
    module: 'scripts/generate-schema.ts',
    make: (from) => from.generate(),
  },
  {
    file: 'docs/openapi.json',
    module: 'packages/server/src/generate-openapi.ts',
    make: (from) => from.generate(),
  },
  { file: '.env.example', module: CLI, make: (from) => from.envExample() },
  { file: 'docs/configuration.md', module: CLI, make: (from) => from.configurationReference() },
  { file: 'docs/cli.md', module: CLI, make: (from) => from.cliReference() },
  {
    file: 'docs/schemas/schedules.schema.json',
    module: CLI,
    make: (from) => `${JSON.stringify(from.schedulesFileSchema(), null, 2)}\n`,
  },
];

const onlyCheck = process.argv.includes('--check');
for (const { file, module, make } of GENERATED) {
  const text = await make(await import(pathToFileURL(path.join(root, module)).href));
  if (read(file) === text) continue;
  if (onlyCheck) {
    console.log(`${file} is not what its sources make. Run npm run generate and commit the result.`);
    process.exitCode = 1;
  } else {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
    console.log(`Wrote ${file}`);
  }
}

function read(file) {
  const place = path.join(root, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
}
