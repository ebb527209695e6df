import { openApiDocument } from './openapi.ts';

/** The text of docs/openapi.json. */
export const generate = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;
