import type { Operation } from './operations.ts';

/** What was typed for each parameter, by its name, and the body. */
export interface Filled {
  values: Readonly<Record<string, string>>;
  body: string;
}

export type Prepared =
  | { kind: 'ready'; path: string; init: { method: string; headers: Record<string, string>; body?: string } }
  | { kind: 'problem'; text: string };

/** The request as it would be sent, or what is missing. */
export function prepare(operation: Operation, { values, body }: Filled): Prepared {
  const missing = operation.parameters.find(({ name, required }) => required && !values[name]?.trim());
  if (missing) return { kind: 'problem', text: `${missing.name} is missing: fill it in.` };
  if (operation.body && body.trim() !== '' && !isJson(body))
    return { kind: 'problem', text: 'The body is not JSON: look for a comma or a quote.' };
  if (operation.body?.required && body.trim() === '')
    return { kind: 'problem', text: 'The body is empty: this needs one.' };
  const sendsBody = operation.body !== undefined && body.trim() !== '';
  return {
    kind: 'ready',
    path: pathOf(operation, values),
    init: {
      method: operation.method,
      headers: {
        accept: 'application/json, application/problem+json, text/plain;q=0.5',
        ...(sendsBody && { 'content-type': 'application/json' }),
        ...headersOf(operation, values),
      },
      ...(sendsBody && { body }),
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function pathOf({ path, parameters }: Operation, values: Filled['values']): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    values[name]?.trim() ? encodeURIComponent(values[name].trim()) : whole,
  );
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    const value = values[name]?.trim();
    if (place === 'query' && value) query.set(name, value);
  }
  return query.size === 0 ? filled : `${filled}?${query.toString().replaceAll('%2C', ',')}`;
}

const headersOf = ({ parameters }: Operation, values: Filled['values']): Record<string, string> =>
  Object.fromEntries(
    parameters.flatMap(({ name, in: place }) => {
      const value = values[name]?.trim();
      return place === 'header' && value ? [[name.toLowerCase(), value]] : [];
    }),
  );

/** The same from a terminal. Values stand in single quotes, so that no shell reads them. */
export function curlLine(operation: Operation, filled: Filled, origin: string, withToken: boolean): string {
  const { method } = operation;
  const body = filled.body.trim();
  return [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    quoted(`${origin}${pathOf(operation, filled.values)}`),
    // In double quotes: the shell is to put the token in.
    ...(withToken ? ['-H', '"Authorization: Bearer $TUTTI_TOKEN"'] : []),
    ...Object.entries(headersOf(operation, filled.values)).flatMap(([name, value]) => [
      '-H',
      quoted(`${name}: ${value}`),
    ]),
    ...(operation.body && body !== ''
      ? ['-H', quoted('content-type: application/json'), '-d', quoted(compact(body))]
      : []),
  ].join(' ');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const compact = (body: string): string => (isJson(body) ? JSON.stringify(JSON.parse(body)) : body);

/** What a form begins with: nothing but the example of the body. */
export const emptyFilled = ({ body }: Operation): Filled => ({
  values: {},
  body: body?.example === undefined ? '' : JSON.stringify(body.example, null, 2),
});
