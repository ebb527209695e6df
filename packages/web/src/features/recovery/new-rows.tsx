import { ArrowUp } from 'lucide-react';
import { formatCount } from '../../ui/format-number.ts';

/** The order stands still while someone reads; this lets the new rows in. */
export function NewRows({ count, onShow }: { count: number; onShow: () => void }) {
  if (count <= 0) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-10 z-20 flex justify-center">
      <button
        type="button"
        onClick={onShow}
        className="panel-motion tap pointer-events-auto inline-flex h-7 items-center gap-1.5 rounded-full bg-button px-3 text-label font-medium text-white shadow-raised"
      >
        <ArrowUp className="size-3.5" aria-hidden="true" />
        {formatCount(count)} new
      </button>
    </div>
  );
}
