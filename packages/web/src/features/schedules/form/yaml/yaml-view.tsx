import type { FieldError, ScheduleDraft } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useEffect, useMemo, useRef, type RefObject } from 'react';
import { useClient } from '../../../../app/api.ts';
import { CopyButton } from '../../../../ui/copy-button.tsx';
import { ownZone } from '../../../../ui/format-time.ts';
import { LinedText } from '../../../../ui/lined-text.tsx';
import type { Drafted } from '../to-draft.ts';
import { errorText, errorsOf, type FieldErrors } from '../field-errors.ts';
import { useRested } from '../use-rested.ts';
import { readText, writeText, type LineError, type ReadText } from './document.ts';

interface YamlViewProps {
  /** What the form comes to; written down when the view opens. */
  draft: ScheduleDraft;
  text: string | undefined;
  onText: (text: string, drafted: Drafted) => void;
  /** Of the last save. */
  saveErrors: FieldErrors;
}

/** The schedule as a file for `tutti apply`. Each fault stands at its line; what the text alone does not show, the server says. */
export function YamlView({ draft, text, onText, saveErrors }: YamlViewProps) {
  const editor = useRef<HTMLTextAreaElement>(null);
  const shown = text ?? '';
  const read = useMemo(() => readText(shown, ownZone()), [shown]);
  const change = (next: string): void => onText(next, draftedOf(readText(next, ownZone())));
  const first = useRef(() => change(text ?? writeText(draft)));
  useEffect(() => first.current(), []);
  const judged = useJudged(read.draft);
  const errors = linesOf(read, [...saveErrors.all, ...judged.errors]);
  return (
    <section aria-label="YAML" className="rounded-lg border border-line bg-surface shadow-card">
      <header className="flex min-h-10 items-center gap-2 border-b border-line px-4 py-1">
        <h2 className="text-emphasis font-semibold">YAML</h2>
        <span className="min-w-0 flex-1 truncate text-label text-faint">a file for tutti apply -f</span>
        <CopyButton text={shown} label="Copy the YAML" />
      </header>
      <LinedText
        ref={editor}
        label="The schedule as YAML"
        value={shown}
        onChange={change}
        marked={errors.map(({ line }) => line)}
        describedBy="yaml-faults"
      />
      <Faults errors={errors} settled={judged.settled} editor={editor} text={shown} />
    </section>
  );
}

const draftedOf = ({ draft, errors }: ReadText): Drafted =>
  draft ? { kind: 'draft', draft } : { kind: 'problems', errors: [...errors] };

/** What the server would say to it, without making it. */
function useJudged(draft: ScheduleDraft | undefined): { errors: readonly FieldError[]; settled: boolean } {
  const client = useClient();
  const wanted = draft ? JSON.stringify(draft) : '';
  const rested = useRested(wanted, 300);
  const query = useQuery({
    queryKey: ['judged-schedule', rested],
    enabled: rested !== '',
    queryFn: ({ signal }) =>
      client.applySchedules(
        { body: { schedules: [JSON.parse(rested) as ScheduleDraft], dryRun: true } },
        { signal },
      ),
    retry: false,
    meta: { live: false },
  });
  const settled = rested === wanted && wanted !== '' && !query.isFetching;
  if (!settled) return { errors: [], settled };
  const problems = errorsOf(query.error);
  return {
    errors: [
      ...problems.all.map((error) => ({ ...error, field: error.field.replace(/^schedules\.0\.?/, '') })),
      ...(problems.general ? [{ field: '', message: problems.general }] : []),
    ],
    settled,
  };
}

function linesOf(read: ReadText, more: readonly FieldError[]): LineError[] {
  const all = [...read.errors, ...more.map((error) => ({ ...error, line: read.lineOf(error.field) }))];
  const seen = new Set<string>();
  return all
    .filter(({ field, message }) => !seen.has(`${field} ${message}`) && seen.add(`${field} ${message}`))
    .sort((a, b) => a.line - b.line);
}

interface FaultsProps {
  errors: readonly LineError[];
  settled: boolean;
  editor: RefObject<HTMLTextAreaElement | null>;
  text: string;
}

/** Each leads to its line. */
function Faults({ errors, settled, editor, text }: FaultsProps) {
  const goTo = (line: number): void => {
    const start =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    const end = text.indexOf('\n', start);
    editor.current?.focus();
    editor.current?.setSelectionRange(start, end < 0 ? text.length : end);
  };
  return (
    <div id="yaml-faults" aria-live="polite" className="min-h-10 border-t border-line px-4 py-2">
      {errors.length === 0 ? (
        <p className="flex h-6 items-center gap-1.5 text-muted">
          {settled ? (
            <>
              <CircleCheck className="size-4 stroke-[1.5] text-completed" aria-hidden="true" />
              The server would take it.
            </>
          ) : (
            '…'
          )}
        </p>
      ) : (
        <ul className="flex flex-col gap-1">
          {errors.map((error) => (
            <li key={`${error.field} ${error.message}`}>
              <button
                type="button"
                onClick={() => goTo(error.line)}
                className="flex items-start gap-1.5 rounded-sm text-start text-failed hover:underline"
              >
                <CircleAlert className="mt-0.5 size-4 shrink-0 stroke-[1.5]" aria-hidden="true" />
                <span>
                  <b className="font-semibold">Line {error.line}</b>{' '}
                  {`${error.field} ${errorText(error, error.field)}`.trim()}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
