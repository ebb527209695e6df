/** The origin with its port, whether the address names one or not: `https://api.example.com:443`. */
export function serviceOf({ url }: Record<string, unknown>): string | undefined {
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  if (!parsed?.hostname) return undefined;
  const port = parsed.port || (parsed.protocol === 'https:' ? '443' : '80');
  return `${parsed.protocol}//${parsed.hostname}:${port}`.slice(0, 255);
}
