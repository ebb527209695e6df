import type { ReactNode } from 'react';

interface Sample {
  word: string;
  draw: ReactNode;
}

const bar = { x: 0.5, y: 2.5, width: 17, height: 9 } as const;
const stripes = (falling: boolean): ReactNode =>
  [-6, 0, 6, 12].map((x) => (
    <path
      key={x}
      d={falling ? `M${x} 2l10 10` : `M${x + 10} 2l-10 10`}
      stroke="var(--surface)"
      strokeWidth="1.6"
      clipPath="inset(0)"
    />
  ));

const line = { x: 0, y: 5, width: 18, height: 4 } as const;

/** Each as the chart draws it: shape, not colour alone. */
const SAMPLES: readonly Sample[] = [
  {
    word: 'Waited, then ran',
    draw: (
      <>
        <rect x="0" y="5" width="9" height="4" fill="var(--completed-fill)" opacity="0.55" />
        <rect x="8" y="1" width="10" height="12" fill="var(--completed-fill)" />
      </>
    ),
  },
  { word: 'Running', draw: <rect {...bar} fill="var(--running-fill)" stroke="var(--running)" /> },
  {
    word: 'Failed',
    draw: (
      <>
        <rect {...bar} fill="var(--failed-fill)" />
        {stripes(false)}
      </>
    ),
  },
  {
    word: 'Timed out',
    draw: (
      <>
        <rect {...bar} fill="var(--timeout-fill)" />
        {stripes(true)}
      </>
    ),
  },
  { word: 'Cancelled', draw: <rect {...bar} fill="none" stroke="var(--cancelled-fill)" /> },
  {
    word: 'Skipped',
    draw: <path d="M9 1v4M9 9v4" stroke="var(--skipped-fill)" strokeWidth="2" />,
  },
  { word: 'Queued', draw: <rect {...line} fill="var(--ready-fill)" /> },
  { word: 'Waiting', draw: <rect {...line} y={6} height={2} fill="var(--pending-fill)" /> },
  { word: 'Retrying', draw: <rect {...line} fill="var(--retrying-fill)" /> },
  {
    word: 'Held, paused',
    draw: <path d="M0 5h18M0 9h18" stroke="var(--paused-fill)" strokeWidth="2" />,
  },
  {
    word: 'Unroutable',
    draw: <path d="M0 7h18" stroke="var(--blocked-fill)" strokeWidth="4" strokeDasharray="5 1.5" />,
  },
  { word: 'Due', draw: <path d="M9 3l4 4-4 4-4-4z" fill="none" stroke="var(--muted)" /> },
];

export const Legend = ({ children }: { children?: ReactNode }) => (
  <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line bg-surface px-4 py-1.5 text-label text-muted max-sm:hidden lg:px-6">
    <ul aria-label="Legend" className="flex flex-wrap items-center gap-x-3.5 gap-y-1">
      {SAMPLES.map(({ word, draw }) => (
        <li key={word} className="flex items-center gap-1.5">
          <svg
            width="18"
            height="14"
            viewBox="0 0 18 14"
            aria-hidden="true"
            className="shrink-0 overflow-hidden"
          >
            {draw}
          </svg>
          {word}
        </li>
      ))}
    </ul>
    <span className="ml-auto hidden text-faint min-[1640px]:block">{children}</span>
  </div>
);
