import type { RetryBackoff } from '@tutti/contract';
import { delayWords, startsOf } from './delays.ts';

/** When each retry runs, as a line of time and in words. */
export function DelayPreview({ policy }: { policy: RetryBackoff }) {
  const starts = startsOf(policy);
  const last = starts.at(-1) ?? 0;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      {last > 0 ? (
        <svg viewBox="0 0 400 14" className="h-3.5 w-full" preserveAspectRatio="none" aria-hidden="true">
          <path d="M0 7H400" stroke="var(--line)" vectorEffect="non-scaling-stroke" />
          <path d="M1 1v12" stroke="var(--failed)" strokeWidth="2" vectorEffect="non-scaling-stroke" />
          {starts.map((at, index) => (
            <path
              key={index}
              d={`M${1 + (at / last) * 398} 2v10`}
              stroke="var(--retrying)"
              strokeWidth="2"
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
      ) : null}
      <p>{delayWords(policy)}</p>
    </div>
  );
}
