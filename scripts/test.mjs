// Runs all tests, or those whose file names contain the given words, and ends with one line that counts them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureProjectNode, projectNode, root } from './project-node.mjs';

ensureProjectNode();

const SKIPPED = ['skipped', 'pending', 'todo', 'disabled'];

/** More files than this fail for a reason. */
const MOST_AGAIN = 3;

const folder = mkdtempSync(path.join(os.tmpdir(), 'tutti-report-'));
const reportFile = path.join(folder, 'report.json');
try {
  const result = await runAll(process.argv.slice(2));
  for (const line of skippedLines(result.skippedIn)) console.log(line);
  if (result.skippedIn.length > 0) await explainChromium();
  console.log(summary(result));
  process.exitCode = result.failed > 0 ? 1 : 0;
} finally {
  const { removeLeftovers } = await import('../packages/testkit/src/test-server.ts');
  await removeLeftovers();
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Real processes, sockets and browsers share the machine with whatever else runs on it. When all tests are run, what
 * fails in a few files is run once more by itself, and named if it passes: it wants looking at all the same.
 */
async function runAll(asked) {
  const exitCode = await runVitest(asked);
  const report = readReport();
  const failed = report.testResults.filter(({ status }) => status === 'failed');
  if (asked.length > 0 || failed.length === 0 || failed.length > MOST_AGAIN) return count(report, exitCode);
  const files = failed.map(({ name }) => path.relative(root, name));
  console.log(`Once more, by themselves: ${files.join(', ')}`);
  const exitCodeAgain = await runVitest(files);
  const again = readReport();
  const testResults = report.testResults.map(
    (first) => again.testResults.find(({ name }) => name === first.name) ?? first,
  );
  const result = count({ testResults }, exitCodeAgain);
  if (result.failed === 0) console.log(`Passed only at the second try: ${namesOf(failed).join('; ')}`);
  return result;
}

function namesOf(files) {
  return files.flatMap(({ name, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    const names = failed.length > 0 ? failed.map(({ fullName }) => fullName) : ['the file itself'];
    return names.map((test) => `${path.relative(root, name)}: ${test}`);
  });
}

function runVitest(asked) {
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ];
  const child = spawn(projectNode(), [...args, ...asked], {
    cwd: root,
    stdio: 'inherit',
    // A group of its own: a worker that hangs in a loop survives vitest and is ended with the group.
    detached: true,
  });
  // vitest stops its database on the first signal; this process waits for that.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      endGroup(child.pid);
      resolve(code ?? 1);
    });
  });
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function readReport() {
  try {
    return JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    return { testResults: [] };
  }
}

/** A file that could not be loaded, and an error outside of any test, count as a failure each. */
function count({ testResults }, exitCode) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const having = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  const failed = having('failed') + broken.length;
  const skippedIn = testResults
    .map(({ name, assertionResults }) => ({
      file: path.relative(root, name),
      skipped: assertionResults.filter(({ status }) => SKIPPED.includes(status)).length,
    }))
    .filter(({ skipped }) => skipped > 0);
  return { passed: having('passed'), failed: failed || (exitCode === 0 ? 0 : 1), skippedIn };
}

function skippedLines(skippedIn) {
  return skippedIn.map(({ file, skipped }) => `Skipped ${skipped} in ${file}`);
}

async function explainChromium() {
  const { findChromium } = await import('../packages/testkit/src/find-chromium.ts');
  if (findChromium()) return;
  console.log(
    'No Chromium was found, so the tests of the dashboard in a browser were skipped. Install chromium or set CHROMIUM_PATH.',
  );
}

function summary({ passed, failed, skippedIn }) {
  const skipped = skippedIn.reduce((sum, one) => sum + one.skipped, 0);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
