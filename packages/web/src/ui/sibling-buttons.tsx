import { ChevronDown, ChevronUp } from 'lucide-react';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { formatCount } from './format-number.ts';
import { Hint } from './hint.tsx';
import { useShortcut } from './shortcuts.ts';
import { latestPlace } from './siblings.ts';

/** The rows each list showed last, by its label, the latest at the end; kept while its page is gone. */
const ListsContext = createContext(new Map<string, () => readonly string[]>());

export function SiblingsProvider({ children }: { children: ReactNode }) {
  const [lists] = useState(() => new Map<string, () => readonly string[]>());
  return <ListsContext value={lists}>{children}</ListsContext>;
}

/** Remembers the order of a list for the pages its rows lead to. The keys are asked for there, not with each drawing. */
export function useRememberedRows(list: string, keys: () => readonly string[]): void {
  const lists = useContext(ListsContext);
  useEffect(() => {
    lists.delete(list);
    lists.set(list, keys);
  });
}

interface SiblingButtonsProps {
  /** The label of the list, or of each that may have led here: the one shown last counts. */
  list: string | readonly string[];
  /** The key this one has there. */
  of: string;
  onOpen: (key: string) => void;
}

/** `3 of 40`, with the way to the one before and the one after; `[` and `]` do the same. */
export function SiblingButtons({ list, of, onOpen }: SiblingButtonsProps) {
  const labels = typeof list === 'string' ? [list] : list;
  const lists = [...useContext(ListsContext)].filter(([label]) => labels.includes(label));
  const place = latestPlace(
    lists.map(([, keys]) => keys()),
    of,
  );
  const { previous, next } = place ?? {};
  useShortcut('sibling.previous', () => previous !== undefined && onOpen(previous), previous !== undefined);
  useShortcut('sibling.next', () => next !== undefined && onOpen(next), next !== undefined);
  if (!place || place.of < 2) return null;
  return (
    <span className="ml-2 inline-flex items-center gap-0.5">
      <span className="mr-1 text-faint">
        {formatCount(place.position)} of {formatCount(place.of)}
      </span>
      <Step label="Previous ([)" icon={<ChevronUp />} to={previous} onOpen={onOpen} />
      <Step label="Next (])" icon={<ChevronDown />} to={next} onOpen={onOpen} />
    </span>
  );
}

interface StepProps {
  label: string;
  icon: ReactNode;
  to: string | undefined;
  onOpen: (key: string) => void;
}

const Step = ({ label, icon, to, onOpen }: StepProps) => (
  <Hint content={label}>
    <Button
      look="ghost"
      size="iconSm"
      aria-label={label}
      icon={icon}
      disabled={to === undefined}
      onClick={() => to !== undefined && onOpen(to)}
    />
  </Hint>
);
