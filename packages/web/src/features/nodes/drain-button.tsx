import type { Node } from '@tutti/contract';
import { CirclePause, CirclePlay } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format-number.ts';
import { Hint } from '../../ui/hint.tsx';
import { ReasonPopover } from '../../ui/reason-popover.tsx';
import { useMay } from '../access/use-may.ts';
import { useDrain, useResumeNode } from './node-actions.ts';

interface DrainButtonProps {
  node: Node;
  /** In a row there is room for the icon alone. */
  narrow?: boolean;
}

/** Takes a node out of work, or back in. A lost one can be kept from starting again when it returns. */
export function DrainButton({ node, narrow = false }: DrainButtonProps) {
  const [open, setOpen] = useState(false);
  const drain = useDrain();
  const resume = useResumeNode();
  const refused = useMay('nodes:admin').reason;
  const look = narrow ? ({ look: 'ghost', size: 'iconSm' } as const) : {};
  if (node.draining)
    return (
      <Hint content="Take work again">
        <Button
          {...look}
          aria-label={`Resume ${node.name}`}
          icon={<CirclePlay />}
          refused={refused}
          onClick={() => resume.mutate(node)}
        >
          {narrow ? null : 'Resume'}
        </Button>
      </Hint>
    );
  return (
    <ReasonPopover
      open={open}
      onOpenChange={setOpen}
      title={`Drain ${node.name}?`}
      effect={drainEffect(node)}
      action="Drain"
      onConfirm={(reason) => drain.mutate({ node, reason })}
      trigger={
        <Button {...look} aria-label={`Drain ${node.name}`} icon={<CirclePause />} refused={refused}>
          {narrow ? null : 'Drain'}
        </Button>
      }
    />
  );
}

const drainEffect = ({ running, roles }: Node): string => {
  const ends =
    running > 0 ? `${plural(running, 'execution')} on it run to their end` : 'Nothing runs on it now';
  const fires = roles.includes('scheduler') ? ' and fires no schedules' : '';
  return `${ends}; it takes nothing more${fires} until it is resumed, also when it is started anew. What waits goes to other nodes.`;
};
