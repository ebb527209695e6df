import { useMemo } from 'react';
import { stripAnsi } from '../executions/log/ansi.ts';
import { parseMarkdown, type Block, type Inline } from './markdown.ts';

/** A report as it reads, drawn from its parts as text: nothing in it can act. */
export function MarkdownView({ source }: { source: string }) {
  const blocks = useMemo(() => parseMarkdown(stripAnsi(source)), [source]);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1 ? (
        <h3 className="text-section font-semibold break-words">
          <Text parts={block.text} />
        </h3>
      ) : (
        <h4 className="mt-1 text-emphasis font-semibold break-words">
          <Text parts={block.text} />
        </h4>
      );
    case 'paragraph':
      return (
        <p className="break-words">
          <Text parts={block.text} />
        </p>
      );
    case 'list':
      return (
        <ul className="flex list-disc flex-col gap-1 pl-5">
          {block.items.map((item, index) => (
            <li key={index} className="break-words">
              <Text parts={item} />
            </li>
          ))}
        </ul>
      );
    case 'code':
      return (
        <pre
          tabIndex={0}
          aria-label="End of the log"
          className="max-h-60 overflow-auto rounded-md bg-bg p-3 font-mono text-log break-words whitespace-pre-wrap"
        >
          {block.text}
        </pre>
      );
    case 'table':
      return <TableView head={block.head} rows={block.rows} />;
  }
}

function TableView({ head, rows }: { head: Inline[][]; rows: Inline[][][] }) {
  const named = head.some((cell) => cell.length > 0);
  return (
    <div tabIndex={0} role="group" aria-label="Table of the report" className="overflow-x-auto">
      <table className="w-full border-collapse text-start">
        {named ? (
          <thead>
            <tr className="text-label text-muted">
              {head.map((cell, index) => (
                <th key={index} scope="col" className="border-b border-line py-1 pr-4 text-start font-medium">
                  <Text parts={cell} />
                </th>
              ))}
            </tr>
          </thead>
        ) : null}
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place} className="border-b border-line py-1 pr-4 align-top break-words">
                  <Text parts={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Text = ({ parts }: { parts: readonly Inline[] }) =>
  parts.map(({ text, strong }, index) => (strong ? <strong key={index}>{text}</strong> : text));
