import type { Breaker, BreakerState } from '@tutti/contract';
import { Lock } from 'lucide-react';
import { useId, useRef } from 'react';
import { StatusIcon, type StatusKind } from '../../ui/status-icon.tsx';
import { useRoom } from '../../ui/use-media.ts';
import { shownBreaker } from './breaker-words.ts';
import { arrowsOf, BOX, SMALL, TALL, WIDE, type Arrow, type Box, type Layout } from './diagram.ts';

const STATES: readonly { state: BreakerState; kind: StatusKind; word: string }[] = [
  { state: 'closed', kind: 'completed', word: 'Closed' },
  { state: 'open', kind: 'failed', word: 'Open' },
  { state: 'half_open', kind: 'running', word: 'Half open' },
];

interface StateDiagramProps {
  breaker: Breaker;
  /** For a card: the states alone. */
  small?: boolean;
}

/** The states of a breaker and the ways between them; where it stands is lit, a held one carries a lock. */
export function StateDiagram({ breaker, small = false }: StateDiagramProps) {
  const frame = useRef<HTMLDivElement>(null);
  const room = useRoom(frame);
  const layout = small ? SMALL : room === 'cards' ? TALL : WIDE;
  const arrows = arrowsOf(breaker);
  const held = breaker.pin !== 'auto' || breaker.tripped;
  return (
    <div ref={frame} className="min-w-0">
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="img"
        aria-label={spoken(breaker, arrows)}
        className="mx-auto block w-full"
        style={{ maxWidth: small ? layout.width : layout.width * 1.15 }}
        fill="none"
      >
        <Arrows layout={layout} arrows={arrows} worded={!small} />
        {STATES.map(({ state, kind, word }) => (
          <StateBox
            key={state}
            at={layout.boxes[state]}
            kind={held && state === breaker.state ? 'paused' : kind}
            word={held && state === breaker.state ? shownBreaker(breaker).word : word}
            lit={state === breaker.state}
            held={held}
          />
        ))}
      </svg>
    </div>
  );
}

function spoken(breaker: Breaker, arrows: readonly Arrow[]): string {
  const next = arrows
    .filter(({ live }) => live)
    .map(({ turn, words }) => `${TURNS[turn]} when ${words.join(' ')}`);
  return `It is ${shownBreaker(breaker).word.toLowerCase()}. ${next.length > 0 ? next.join('; ') : 'It changes only by an operator.'}`;
}

const TURNS: Record<Arrow['turn'], string> = {
  opens: 'it opens',
  half_opens: 'trials are let through',
  closes: 'it closes',
  reopens: 'it opens again',
};

function Arrows({ layout, arrows, worded }: { layout: Layout; arrows: readonly Arrow[]; worded: boolean }) {
  const id = useId();
  return (
    <>
      <defs>
        {[false, true].map((live) => (
          <marker
            key={String(live)}
            id={`${id}-${live ? 'live' : 'still'}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0.5L8 4L0 7.5z" fill={live ? 'var(--text)' : 'var(--control)'} />
          </marker>
        ))}
      </defs>
      {arrows.map(({ turn, words, live }) => {
        const { path, label } = layout.routes[turn];
        return (
          <g key={turn}>
            <path
              d={path}
              stroke={live ? 'var(--text)' : 'var(--control)'}
              strokeWidth={live ? 1.75 : 1.25}
              strokeDasharray={live ? undefined : '4 3'}
              markerEnd={`url(#${id}-${live ? 'live' : 'still'})`}
            />
            {worded
              ? words.map((line, index) => (
                  <text
                    key={line}
                    x={label.x}
                    y={label.y + index * 15}
                    textAnchor={label.anchor}
                    fontSize="12"
                    fill={live ? 'var(--text)' : 'var(--muted)'}
                    fontWeight={index === 2 ? 600 : 400}
                  >
                    {line}
                  </text>
                ))
              : null}
          </g>
        );
      })}
    </>
  );
}

interface StateBoxProps {
  at: Box;
  kind: StatusKind;
  word: string;
  lit: boolean;
  held: boolean;
}

function StateBox({ at, kind, word, lit, held }: StateBoxProps) {
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <rect width={BOX.width} height={BOX.height} rx="6" fill="var(--surface)" />
      <rect
        width={BOX.width}
        height={BOX.height}
        rx="6"
        fill={lit ? `color-mix(in oklab, var(--${kind}) 14%, transparent)` : 'none'}
        stroke={lit ? `var(--${kind})` : 'var(--control)'}
        strokeWidth={lit ? 2 : 1}
      />
      <svg x="10" y="10" width="16" height="16" overflow="visible">
        {lit && held ? (
          <Lock size={16} strokeWidth={1.75} color="var(--paused)" />
        ) : (
          <g opacity={lit ? 1 : 0.75}>
            <StatusIcon kind={lit ? kind : 'pending'} />
          </g>
        )}
      </svg>
      <text
        x="34"
        y="22.5"
        fontSize="13"
        fontWeight={lit ? 600 : 400}
        fill={lit ? `var(--${kind})` : 'var(--muted)'}
      >
        {word}
      </text>
    </g>
  );
}
