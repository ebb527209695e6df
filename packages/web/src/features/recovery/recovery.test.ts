import { describe, expect, test } from 'vitest';
import { parseInline, parseMarkdown } from './markdown.ts';

describe('a report in Markdown', () => {
  test('is cut into headings, tables, lists and code; escapes become the text they stand for', () => {
    const source = [
      '# Execution 7: a\\|b',
      '',
      '|  |  |',
      '| --- | --- |',
      '| Status | fai\\|led |',
      '',
      '**EXIT\\_CODE**: \\<img src=x\\>',
      '',
      '- 1: high',
      '- 2: low',
      '',
      '## End of the log',
      '',
      '    # not a heading',
      '',
      '    <script>',
    ].join('\n');
    expect(parseMarkdown(source)).toEqual([
      { kind: 'heading', level: 1, text: [{ text: 'Execution 7: a|b', strong: false }] },
      {
        kind: 'table',
        head: [[], []],
        rows: [[[{ text: 'Status', strong: false }], [{ text: 'fai|led', strong: false }]]],
      },
      {
        kind: 'paragraph',
        text: [
          { text: 'EXIT_CODE', strong: true },
          { text: ': <img src=x>', strong: false },
        ],
      },
      {
        kind: 'list',
        items: [[{ text: '1: high', strong: false }], [{ text: '2: low', strong: false }]],
      },
      { kind: 'heading', level: 2, text: [{ text: 'End of the log', strong: false }] },
      { kind: 'code', text: '# not a heading\n\n<script>' },
    ]);
  });

  test('ends for any text, and loses none of it', () => {
    for (const source of ['', '#', '|', '- ', '    ', '#x\n|\n-', '\t**', '**a\n**b**'])
      expect(parseMarkdown(source).length).toBeLessThan(9);
    expect(parseInline('a **b')).toEqual([{ text: 'a **b', strong: false }]);
  });
});
