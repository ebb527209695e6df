/** The few forms that a report is written in; anything else stays the text it is. */
export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; text: Inline[] }
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'list'; items: Inline[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'code'; text: string };
export interface Inline {
  text: string;
  strong: boolean;
}

/** Cuts a report into blocks. Nothing in it becomes markup: what is drawn from them is text. */
export function parseMarkdown(source: string): Block[] {
  const lines = source.replaceAll('\r', '').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  const take = (fits: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && fits(lines[at] ?? '')) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,3}) (.*)$/.exec(line);
    if (line.trim() === '') at += 1;
    else if (heading) {
      blocks.push({
        kind: 'heading',
        level: (heading[1] ?? '#').length as 1 | 2 | 3,
        text: parseInline(heading[2] ?? ''),
      });
      at += 1;
    } else if (line.startsWith('    ')) {
      const text = take((next) => next.startsWith('    ') || next.trim() === '');
      blocks.push({
        kind: 'code',
        text: text
          .map((each) => each.slice(4))
          .join('\n')
          .trimEnd(),
      });
    } else if (line.startsWith('|')) blocks.push(tableOf(take((next) => next.startsWith('|'))));
    else if (line.startsWith('- '))
      blocks.push({
        kind: 'list',
        items: take((next) => next.startsWith('- ')).map((each) => parseInline(each.slice(2))),
      });
    else {
      const text = take((next) => next.trim() !== '' && !/^(#{1,3} |\||- | {4})/.test(next));
      // A line that only looks like the beginning of another block is taken as it is.
      blocks.push({ kind: 'paragraph', text: parseInline(text.length > 0 ? text.join(' ') : line) });
      if (text.length === 0) at += 1;
    }
  }
  return blocks;
}

function tableOf(lines: readonly string[]): Block {
  const rows = lines.map((line) =>
    line
      .trim()
      .replace(/^\|/, '')
      .replace(/\|$/, '')
      .split(/(?<!\\)\|/)
      .map((cell) => parseInline(cell.trim())),
  );
  const [head = [], , ...body] = rows;
  return { kind: 'table', head, rows: body };
}

const STRONG = /\*\*((?:\\.|[^\\*])+)\*\*/g;
const unescape = (text: string): string => text.replaceAll(/\\([\\`*_{}[\]<>#|~])/g, '$1');

export function parseInline(source: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of source.matchAll(STRONG)) {
    if (match.index > from) parts.push({ text: unescape(source.slice(from, match.index)), strong: false });
    parts.push({ text: unescape(match[1] ?? ''), strong: true });
    from = match.index + match[0].length;
  }
  if (from < source.length) parts.push({ text: unescape(source.slice(from)), strong: false });
  return parts;
}
