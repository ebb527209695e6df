import { parseAst, type Plugin } from 'vite';

interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  name?: string;
  callee?: SyntaxNode;
  object?: SyntaxNode;
  property?: SyntaxNode;
  key?: SyntaxNode;
  value?: SyntaxNode;
}
interface Cut {
  start: number;
  end: number;
  left: string;
}

/** What is called on a schema to make another. */
const MAKERS = new Set([
  'array',
  'catch',
  'default',
  'exclude',
  'extend',
  'extract',
  'max',
  'meta',
  'min',
  'nullable',
  'omit',
  'optional',
  'partial',
  'pick',
  'pipe',
  'refine',
  'regex',
  'superRefine',
  'transform',
]);

/**
 * Of the contract the browser needs names, paths and codes. Cuts every definition of a schema in the contract down to where it begins: `z.object({...}).meta({...})` to `z`,
 * `Timestamp.optional().meta({...})` to `Timestamp`. With what stands in for zod all of them are the same nothing, but
 * the bundler cannot know that, and would keep each description of each field.
 */
export function leaveSchemasOut(): Plugin {
  return {
    name: 'leave-schemas-out',
    enforce: 'post',
    transform: {
      filter: { id: /\/contract\/src\/.*\.ts$/ },
      handler(code) {
        const cuts: Cut[] = [];
        collect(parseAst(code), cuts);
        let rest = code;
        for (const { start, end, left } of cuts.toSorted((a, b) => b.start - a.start))
          rest = rest.slice(0, start) + left + rest.slice(end);
        return { code: rest, map: null };
      },
    },
  };
}

/** The outermost definitions; what is within one goes with it. */
function collect(node: unknown, cuts: Cut[]): void {
  if (Array.isArray(node)) {
    for (const each of node) collect(each, cuts);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const found = cutOf(node as SyntaxNode);
  if (found) cuts.push(found);
  else for (const each of Object.values(node)) collect(each, cuts);
}

function cutOf(node: SyntaxNode): Cut | undefined {
  const { start, end, key, value } = node;
  // The page that tells what a route is for reads the OpenAPI document.
  if (node.type === 'Property' && key?.name === 'summary' && value?.type === 'Literal')
    return { start: value.start, end: value.end, left: "''" };
  const left = schemaRoot(node);
  return left === undefined ? undefined : { start, end, left };
}

/** The name a chain of calls begins with, where it makes a schema. */
function schemaRoot(node: SyntaxNode): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const maker = node.callee?.property?.name ?? '';
  let at: SyntaxNode | undefined = node;
  while (at && at.type !== 'Identifier') at = at.type === 'CallExpression' ? at.callee : at.object;
  const name = at?.name;
  if (name === 'z' || name === undefined) return name;
  // Not those of the language: Math.max makes no schema.
  return /^[A-Z][a-z]/.test(name) && !(name in globalThis) && MAKERS.has(maker) ? name : undefined;
}
