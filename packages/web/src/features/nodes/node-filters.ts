import type { Node } from '@tutti/contract';
import { oneOf, word } from '../../app/search-values.ts';
import { nodeStanding, type Standing } from './node-standing.ts';

export const STANDINGS = ['working', 'full', 'draining', 'lost', 'stopped'] as const;

/** What narrows the list, as the address holds it, and the node that is looked at. */
export interface NodeFilters {
  state?: Standing | undefined;
  text?: string | undefined;
  peek?: string | undefined;
}

/** Reads an address; what makes no sense is left out. */
export const parseNodeFilters = (search: Record<string, unknown>): NodeFilters => ({
  state: oneOf(search['state'], STANDINGS),
  text: word(search['text']),
  peek: word(search['peek']),
});

/** A fleet is a few dozen nodes, all of them at hand. */
export function filterNodes(nodes: readonly Node[], { state, text }: NodeFilters): Node[] {
  const wanted = text?.toLowerCase();
  return nodes.filter(
    (node) =>
      (state === undefined || nodeStanding(node) === state) &&
      (wanted === undefined || searchedText(node).includes(wanted)),
  );
}

const searchedText = ({ name, host, version, labels, roles }: Node): string =>
  [name, host, version ?? '', ...roles, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)]
    .join(' ')
    .toLowerCase();
