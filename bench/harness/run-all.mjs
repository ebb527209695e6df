import { loadMeasure } from '../measures/index.mjs';
import { PEERS } from '../peers/index.mjs';
import { writeReport } from '../report.mjs';
import { ENTRIES } from '../targets.mjs';
import { measureOnce } from './bench.mjs';
import { startCluster } from './cluster.mjs';
import { describeMachine, describeVersions } from './machine.mjs';
import { printTable } from './print-table.mjs';
import { saveResults } from './results.mjs';
import { rounded, summarise } from './statistics.mjs';

/** Runs what was asked for, prints it, and writes it down unless it was only a quick look. Returns the exit code. */
export async function runAll(options) {
  const cluster = await startCluster();
  let interrupted = false;
  const interrupt = () => (interrupted = true);
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const measures = {};
  try {
    for (const name of options.measures) {
      if (interrupted) break;
      Object.assign(measures, await runMeasure(cluster, name, options, () => interrupted));
    }
  } finally {
    await cluster.stop();
  }
  const results = { machine: describeMachine(), versions: describeVersions(cluster.version), measures };
  printTable(results);
  if (options.quick || options.peers.length < PEERS.length)
    console.log('Not written down: only a run of full size with all peers can be compared.');
  else await writeReport(await saveResults(results));
  return interrupted ||
    Object.values(measures).some((systems) => Object.values(systems).some((one) => one.failed))
    ? 1
    : 0;
}

/** Rounds go through all systems in turn, so that a change of the machine's speed meets all of them. */
async function runMeasure(cluster, name, options, isInterrupted) {
  const measure = await loadMeasure(name);
  const systems = (measure.systems ?? ['tutti']).filter((system) => isWanted(system, measure, options.peers));
  const seen = new Map(systems.map((system) => [system, { values: [], failures: [] }]));
  for (let round = 1; round <= options.repeat; round++) {
    for (const system of systems) {
      if (isInterrupted()) return collect(name, seen);
      const { values, failures } = seen.get(system);
      try {
        const value = await measureOnce(cluster, measure, { name, peer: system, ...options });
        values.push(value);
        say(
          name,
          system,
          round,
          Object.entries(value)
            .map(([entry, number]) => `${entry} ${rounded(number)} ${ENTRIES[entry].unit}`)
            .join(', '),
        );
      } catch (error) {
        failures.push(error.message);
        say(name, system, round, `failed: ${error.message}`);
      }
    }
  }
  return collect(name, seen);
}

/** What is no peer (a bare server to compare with) comes along wherever Tutti does. */
const isWanted = (system, measure, peers) =>
  peers.includes(system) || (system === 'bare-ws' && peers.includes('tutti'));

const say = (...words) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${words.join('  ')}`);

/** By entry, then by system: the shape of the results file. */
function collect(name, seen) {
  const entries = {};
  for (const [system, { values, failures }] of seen) {
    const found = values.length > 0 ? Object.keys(values[0]) : [firstEntryOf(name)];
    for (const entry of found)
      (entries[entry] ??= {})[system] = summaryOf(
        values.map((value) => value[entry]),
        failures,
        entry,
      );
  }
  return entries;
}

const summaryOf = (values, failures, entry) => ({
  ...(values.length > 0 && summarise(values, ENTRIES[entry].unit)),
  ...(failures.length > 0 && {
    failed: `${failures.length} of ${failures.length + values.length} runs: ${failures.at(-1)}`,
  }),
});

const firstEntryOf = (name) =>
  Object.keys(ENTRIES).find((entry) => entry === name || entry.startsWith(`${name}-`));
