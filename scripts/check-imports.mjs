// Who may import whom. A check of our own because dependency-cruiser does not read TypeScript 7. It reads import and export statements by their text, which the formatter keeps regular.
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project-node.mjs';

/** Packages each package's sources may import; tests may use testkit as well. */
const ALLOWED = {
  contract: [],
  database: [],
  engine: ['contract', 'database'],
  agents: ['contract', 'database', 'engine'],
  server: ['contract', 'database', 'engine', 'agents'],
  client: ['contract'],
  cli: ['contract', 'client'],
  web: ['contract', 'client'],
  testkit: ['contract', 'database'],
};
/** By `await import()` and `import type` only, so that commands that talk to a server do not load one. */
const ALLOWED_LAZILY = { cli: ['server', 'database'] };
/** A slice may import those before it, through their index.ts. */
const SLICES = {
  engine: [
    'kernel',
    'events',
    'audit',
    'secret',
    'access',
    'settings',
    'queue',
    'execution',
    'handlers',
    'schedule',
    'recovery',
    'webhook',
    'notification',
    'batch',
    'metrics',
    'node',
    'remote',
    'remote-worker',
    'upkeep',
  ],
};

const problems = new Set();
const files = globSync('packages/*/{src,test,bin}/**/*.{ts,tsx,js,mjs}', { cwd: root })
  .filter((file) => !file.includes('node_modules'))
  .sort();
const imports = new Map(files.map((file) => [file, importsOf(file)]));

for (const [file, found] of imports) for (const one of found) checkDirection(file, one);
for (const cycle of cycles()) problems.add(`import cycle: ${cycle.join(' -> ')}`);
for (const problem of problems) console.log(problem);
process.exitCode = problems.size > 0 ? 1 : 0;

function importsOf(file) {
  const text = readFileSync(path.join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const pattern =
    /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
  return [...text.matchAll(pattern)].map(([, type, from, bare, dynamic]) => ({
    specifier: from ?? bare ?? dynamic,
    isType: Boolean(type),
    isDynamic: dynamic !== undefined,
  }));
}

function checkDirection(file, { specifier, isType, isDynamic }) {
  const from = placeOf(file);
  const to = targetOf(file, specifier);
  if (!to) return;
  if (to.package !== from.package) checkPackages(file, from, to.package, specifier, isType || isDynamic);
  else checkSlices(file, from, to, isType);
}

function checkPackages(file, from, target, specifier, isLoadedLazily) {
  const isAllowed =
    from.isTest ||
    ALLOWED[from.package]?.includes(target) ||
    (isLoadedLazily && ALLOWED_LAZILY[from.package]?.includes(target));
  if (!isAllowed) problems.add(`${file}: ${from.package} must not import ${target}`);
  else if (specifier.startsWith('.')) problems.add(`${file}: import ${target} by its name @tutti/${target}`);
}

function checkSlices(file, from, to, isType) {
  const order = SLICES[from.package];
  if (!order || from.isTest || to.slice === from.slice) return;
  if (to.slice === undefined) {
    // The types of the whole package's surface may be named anywhere; code above a slice is never called from it.
    if (!isType) problems.add(`${file}: a slice must not import ${to.file} above it`);
    return;
  }
  if (path.basename(to.file) !== 'index.ts') problems.add(`${file}: import ${to.slice} through its index.ts`);
  else if (from.slice !== undefined && order.indexOf(to.slice) >= order.indexOf(from.slice)) {
    problems.add(`${file}: ${from.slice} must not import ${to.slice}, which is not below it`);
  }
}

function targetOf(file, specifier) {
  if (specifier.startsWith('@tutti/')) return { package: specifier.split('/')[1] };
  if (!specifier.startsWith('.')) return undefined;
  return placeOf(path.join(path.dirname(file), specifier));
}

function placeOf(file) {
  const [, name, , ...rest] = file.split(path.sep);
  const slice = SLICES[name] && rest.length > 1 ? rest[0] : undefined;
  if (slice && !SLICES[name].includes(slice))
    problems.add(`${file}: add slice ${slice} to the order in scripts/check-imports.mjs`);
  return {
    file,
    package: name,
    slice,
    isTest: /\.test\.tsx?$/.test(file) || file.split(path.sep)[2] === 'test',
  };
}

/** Of imports that exist at run time; types may refer to each other. */
function cycles() {
  const done = new Set();
  const found = [];
  const visit = (file, trail) => {
    if (trail.includes(file)) return void found.push([...trail.slice(trail.indexOf(file)), file]);
    if (done.has(file)) return undefined;
    for (const { specifier, isType, isDynamic } of imports.get(file) ?? []) {
      const target =
        specifier.startsWith('.') && !isType && !isDynamic && path.join(path.dirname(file), specifier);
      if (target && existsSync(path.join(root, target))) visit(target, [...trail, file]);
    }
    done.add(file);
    return undefined;
  };
  for (const file of files) visit(file, []);
  return found;
}
