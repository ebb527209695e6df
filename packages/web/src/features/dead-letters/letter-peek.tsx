import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Peek, wholePage } from '../../ui/peek.tsx';
import { Peeked } from '../../ui/peeked.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { LetterButtons } from './letter-buttons.tsx';
import { LetterError, LetterFacts } from './letter-facts.tsx';
import { letterQuery } from './letter-queries.ts';
import { shownLetter } from './letter-words.ts';

/** A look at one letter beside the list: why it failed for good, what it was to do, and what can be done. */
export default function LetterPeek({ id, onClose }: { id: number; onClose: () => void }) {
  const query = useQuery(letterQuery(useClient(), id));
  const letter = query.data;
  return (
    <Peek
      title={letter ? `${letter.label} · dead letter #${id}` : `Dead letter #${id}`}
      note={letter ? <StatusBadge {...shownLetter(letter)} /> : undefined}
      whole={<Link to="/dead-letters/$id" params={{ id: String(id) }} {...wholePage} />}
      actions={letter ? <LetterButtons letter={letter} /> : undefined}
      onClose={onClose}
    >
      <Peeked query={query} what="The dead letter could not be read">
        {(read) => (
          <>
            <LetterError letter={read} />
            <Panel title="Config">
              <JsonView value={read.taskConfig} label="Config" />
            </Panel>
            <LetterFacts letter={read} />
          </>
        )}
      </Peeked>
    </Peek>
  );
}
