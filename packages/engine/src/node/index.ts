/**
 * Node: the register of Tutti's processes. Owns `nodes`. Each tells of itself every few seconds; whoever first sees
 * that one has fallen silent says so, once. A drained node takes no work until it is resumed, whatever happens.
 */
export { NodeRegistry } from './node-registry.ts';
export { Nodes } from './nodes.ts';
