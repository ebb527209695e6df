import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** A crash may leave a lock whose pid another program got since. No install takes this long. */
const STALE_AFTER_MS = 15 * 60_000;
const POLL_MS = 200;

/**
 * Runs `work` in one process at a time, unless `isReady` says that there is nothing to do: `npm start` and `npm test` on a
 * fresh clone install once.
 */
export async function withLock(file, isReady, work) {
  if (isReady()) return;
  await take(file);
  const release = () => {
    if (holderOf(file) === process.pid) rmSync(file, { force: true });
  };
  process.once('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  if (!isReady()) work();
  release();
}

async function take(file) {
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale(file)) discard(file);
    else {
      if (!told)
        console.error(`Waiting for another install to finish (pid ${holderOf(file) ?? 'unknown'}) ...`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

function isStale(file) {
  const pid = holderOf(file);
  const ageMs = Date.now() - modifiedAt(file);
  // Just made and not yet written to.
  if (pid === undefined) return ageMs > 5_000;
  return !isAlive(pid) || ageMs > STALE_AFTER_MS;
}

/** By renaming, which only one of several waiters can do. One that was late gives back the lock of the one that was not. */
function discard(file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (!isStale(aside)) linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function modifiedAt(file) {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return Date.now();
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
