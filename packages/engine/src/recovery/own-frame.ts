const FOREIGN = /node_modules|node:internal|\(node:|at node:|<anonymous>\)$/;

/** The first line of a stack that is not of a library or of Node.js; null when there is none. */
export function ownFrame(stack: string | null): string | null {
  const frames = (stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
  return frames.find((line) => !FOREIGN.test(line))?.slice(0, 300) ?? null;
}
