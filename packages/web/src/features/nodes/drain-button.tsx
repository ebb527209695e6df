import type { Node } from '@tutti/contract';
import { plural } from '../../ui/format-number.ts';
import { HoldButton } from '../../ui/hold-button.tsx';
import { useMay } from '../access/use-may.ts';
import { useDrain, useResumeNode } from './node-actions.ts';

interface DrainButtonProps {
  node: Node;
  /** In a row there is room for the icon alone. */
  narrow?: boolean;
}

/** Takes a node out of work, or back in. A lost one can be kept from starting again when it returns. */
export function DrainButton({ node, narrow = false }: DrainButtonProps) {
  const drain = useDrain();
  const resume = useResumeNode();
  return (
    <HoldButton
      name={node.name}
      held={node.draining !== null}
      word="Drain"
      effect={drainEffect(node)}
      release="Take work again"
      onHold={(reason) => drain.mutate({ node, reason })}
      onRelease={() => resume.mutate(node)}
      refused={useMay('nodes:admin').reason}
      shortcut="node.drain"
      narrow={narrow}
    />
  );
}

const drainEffect = ({ running, roles }: Node): string => {
  const ends =
    running > 0 ? `${plural(running, 'execution')} on it run to their end` : 'Nothing runs on it now';
  const fires = roles.includes('scheduler') ? ' and fires no schedules' : '';
  return `${ends}; it takes nothing more${fires} until it is resumed, also when it is started anew. What waits goes to other nodes.`;
};
