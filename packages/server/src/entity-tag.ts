import { TuttiError } from '@tutti/contract';

/** The ETag of an entity: when it was last edited. */
export function entityTag(output: unknown): string | undefined {
  const updatedAt = (output as { updatedAt?: unknown } | undefined)?.updatedAt;
  return typeof updatedAt === 'string' ? `"${updatedAt}"` : undefined;
}

/** The `updatedAt` that If-Match asks for; undefined when it asks for nothing in particular. */
export function readIfMatch(header: string | undefined): string | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  // Proxies that compress an answer mark its tag as weak.
  const tag = /^\s*(?:W\/)?"?([^",]*)"?\s*$/.exec(header)?.[1];
  if (tag && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(tag) && !Number.isNaN(Date.parse(tag)))
    return tag;
  throw new TuttiError(
    'PRECONDITION_FAILED',
    'If-Match names a tag that this server never gave. Send the ETag of the last GET.',
    {
      errors: [
        {
          field: 'If-Match',
          message: 'is not a tag of this server',
          fix: 'send the ETag header as it was received',
        },
      ],
    },
  );
}
