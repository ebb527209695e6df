// Makes dist/, which `npm pack` ships: the packages' sources with their types stripped, in the same folders, so that
// nothing needs a bundler and stack traces keep their lines. Runs as `prepack`.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'dist');
const PACKAGES = ['contract', 'database', 'engine', 'server', 'client', 'cli'];

const isShipped = (file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file);

/** Relative imports name .js files; imports of our own packages become relative. */
function rewrite(code, file) {
  const own = (name) => {
    const to = path.relative(path.dirname(file), path.join(out, 'packages', name, 'src', 'index.js'));
    return to.startsWith('.') ? to : `./${to}`;
  };
  return code
    .replaceAll(
      /((?:from|import)\s*\(?\s*['"])@tutti\/(\w+)(['"])/g,
      (_, before, name, after) => `${before}${own(name)}${after}`,
    )
    .replaceAll(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2');
}

function compile(name) {
  const source = path.join(root, 'packages', name, 'src');
  for (const entry of readdirSync(source, { recursive: true })) {
    if (!isShipped(entry)) continue;
    const target = path.join(out, 'packages', name, 'src', entry.replace(/\.ts$/, '.js'));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(
      target,
      rewrite(stripTypeScriptTypes(readFileSync(path.join(source, entry), 'utf8')), target),
    );
  }
  const { version } = JSON.parse(readFileSync(path.join(root, 'packages', name, 'package.json'), 'utf8'));
  const manifest = { name: `@tutti/${name}`, version, type: 'module', private: true };
  writeFileSync(path.join(out, 'packages', name, 'package.json'), JSON.stringify(manifest));
}

function buildDashboard() {
  const built = spawnSync(process.execPath, [path.join(root, 'scripts', 'bootstrap.mjs'), '--web'], {
    stdio: 'inherit',
    cwd: root,
  });
  const dist = path.join(root, 'packages', 'web', 'dist');
  if (built.status !== 0 || !existsSync(dist)) throw new Error('the dashboard could not be built; see above');
  cpSync(dist, path.join(out, 'packages', 'web', 'dist'), { recursive: true });
}

if (typeof stripTypeScriptTypes !== 'function') {
  const node = path.join(root, 'node_modules', '.bin', 'node');
  process.exit(spawnSync(node, [import.meta.filename], { stdio: 'inherit' }).status ?? 1);
}
rmSync(out, { recursive: true, force: true });
for (const name of PACKAGES) compile(name);
cpSync(
  path.join(root, 'packages', 'database', 'migrations'),
  path.join(out, 'packages', 'database', 'migrations'),
  { recursive: true },
);
cpSync(path.join(root, 'packages', 'cli', 'bin'), path.join(out, 'packages', 'cli', 'bin'), {
  recursive: true,
});
buildDashboard();
