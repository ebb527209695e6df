import type { Node } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { LoadGauge } from '../nodes/node-columns.tsx';
import { nodeReason, shownNode } from '../nodes/node-standing.ts';
import { StatusIcon } from '../../ui/status-icon.tsx';

const SHOWN = 4;

/** How near the workers are to the limits from which on they take no more: why a queue may stand though it is open. */
export function NodeRoom({ nodes }: { nodes: readonly Node[] }) {
  const workers = nodes.filter(({ roles, stoppedAt }) => roles.includes('worker') && stoppedAt === null);
  if (workers.length === 0) return null;
  const busiest = workers.toSorted((a, b) => load(b) - load(a)).slice(0, SHOWN);
  return (
    <section aria-label="Room on the workers" className="px-4 pt-2 pb-3 lg:px-6">
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {busiest.map((node) => (
          <li
            key={node.name}
            className="relative flex min-w-0 flex-col gap-1 rounded-lg border border-line bg-surface px-3 py-2 shadow-card has-[a:hover]:border-control"
          >
            <div className="flex min-w-0 items-center gap-2">
              <StatusIcon kind={shownNode(node).kind} size={14} />
              <Link
                to="/nodes"
                search={{ peek: node.name }}
                className="min-w-0 truncate rounded-sm font-medium after:absolute after:inset-0 after:rounded-lg hover:underline"
              >
                {node.name}
              </Link>
              <span className="ml-auto shrink-0 text-label text-muted">
                runs {node.running} of {node.maxConcurrent}
              </span>
            </div>
            <div className="grid grid-cols-[48px_minmax(0,1fr)] items-center gap-x-2 text-label text-muted">
              CPU
              <LoadGauge node={node} of="cpu" look="line" />
              Memory
              <LoadGauge node={node} of="memory" look="line" />
            </div>
            {node.refusal ? <p className="truncate text-label text-muted">{nodeReason(node)}</p> : null}
          </li>
        ))}
      </ul>
      {workers.length > SHOWN ? (
        <Link to="/nodes" className="mt-2 inline-block rounded-sm text-label text-link hover:underline">
          The {SHOWN} busiest of {workers.length} workers: see all
        </Link>
      ) : null}
    </section>
  );
}

/** Nearest to a limit first. */
const load = ({ cpuPercent, memoryPercent, cpuLimit, memoryLimit }: Node): number =>
  Math.max((cpuPercent ?? 0) / (cpuLimit ?? 100), (memoryPercent ?? 0) / (memoryLimit ?? 100));
