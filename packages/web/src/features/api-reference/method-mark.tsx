import { cn } from '../../ui/cn.ts';

const LOOK: Record<string, string> = {
  GET: 'text-ready',
  POST: 'text-completed',
  PUT: 'text-running',
  PATCH: 'text-running',
  DELETE: 'text-failed',
};

/** The method stands in letters; the colour only helps the eye. */
export const MethodMark = ({ method, className }: { method: string; className?: string }) => (
  <span className={cn('shrink-0 font-mono text-label font-semibold', LOOK[method], className)}>{method}</span>
);
