/**
 * Stands in for zod in the bundle. The browser needs the routes, names and codes of the contract, but parses nothing: it
 * trusts what its own server sends. Leaving the schemas out saves a quarter of the script of the first page.
 */
const PARSING = new Set(['parse', 'safeParse', 'parseAsync', 'safeParseAsync', 'decode', 'encode']);

function refuse(): never {
  throw new Error('Schemas are left out of the dashboard; nothing can be parsed with them here.');
}

/** Whatever is asked of it or called on it is itself again, so that every definition of a schema comes to nothing. */
const nothing: unknown = new Proxy(() => undefined, {
  get: (_, name) => (typeof name === 'string' && PARSING.has(name) ? refuse : nothing),
  apply: () => nothing,
});

export const z = nothing;
