// The published package is the root, so its dependencies must be those of the packages it ships, version for version.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project-node.mjs';

const SHIPPED = ['contract', 'database', 'engine', 'server', 'client', 'cli'];
const manifest = (folder) => JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));

const wanted = {};
for (const name of SHIPPED) {
  const { dependencies = {}, optionalDependencies = {} } = manifest(`packages/${name}`);
  for (const [dependency, version] of Object.entries({ ...dependencies, ...optionalDependencies })) {
    if (!dependency.startsWith('@tutti/')) wanted[dependency] = version;
  }
}
const { dependencies, optionalDependencies } = manifest('.');
const given = { ...dependencies, ...optionalDependencies };
for (const name of new Set([...Object.keys(wanted), ...Object.keys(given)])) {
  // The project's own Node is the root's alone.
  if (name.startsWith('node-') || wanted[name] === given[name]) continue;
  console.log(
    `package.json: ${name} is ${given[name] ?? 'missing'}; the packages need ${wanted[name] ?? 'none'}`,
  );
  process.exitCode = 1;
}
