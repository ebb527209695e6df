// Tutti beside its peers, on one PostgreSQL with full durability: npm run bench. `npm run bench -- --help` tells the options.
import { ensureProjectNode } from '../scripts/project-node.mjs';

ensureProjectNode();
const { installPeers } = await import('./harness/install.mjs');
installPeers();
const { readOptions } = await import('./harness/options.mjs');
const { runAll } = await import('./harness/run-all.mjs');
process.exitCode = await runAll(readOptions(process.argv.slice(2)));
