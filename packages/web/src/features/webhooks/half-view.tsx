import { JsonView } from '../../ui/json-view.tsx';
import { prettyBody, type Half } from './webhook-words.ts';

/** One half of an exchange: its first line, its headers, its body. */
export function HalfView({ title, half, none }: { title: string; half: Half | undefined; none: string }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <h3 className="text-label font-medium text-muted">
        {title}
        {half?.head ? <code className="ml-2 font-mono text-log break-all text-text">{half.head}</code> : null}
      </h3>
      {half ? (
        <>
          <details open={half.headers.length <= 12} className="rounded-md border border-line">
            <summary className="px-3 py-1 text-label text-muted">{half.headers.length} headers</summary>
            <dl
              className="max-h-56 overflow-y-auto border-t border-line px-3 py-1.5 font-mono text-log"
              tabIndex={0}
            >
              {half.headers.map(([name, value]) => (
                <div key={name} className="flex flex-wrap gap-x-2">
                  <dt className="text-muted">{name}:</dt>
                  <dd className="min-w-0 break-all">{value}</dd>
                </div>
              ))}
            </dl>
          </details>
          {half.body === '' ? (
            <p className="text-label text-faint">No body.</p>
          ) : (
            <JsonView value={prettyBody(half.body)} label={`${title} body`} />
          )}
        </>
      ) : (
        <p className="rounded-md border border-dashed border-line p-3 text-muted">{none}</p>
      )}
    </section>
  );
}
