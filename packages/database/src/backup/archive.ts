/**
 * A backup is a gzip file of lines. Lines that start with # are JSON of the archive itself: the header, the start and the
 * end of each table, and the end of it all. The others are rows, a JSON object each. Readable without Tutti.
 */
export const FORMAT = 'tutti-backup';
export const FORMAT_VERSION = 1;

export interface ArchivedTable {
  name: string;
  columns: string[];
}
export interface ArchivedPartition {
  table: string;
  name: string;
  /** As PostgreSQL writes it: FOR VALUES FROM ('...') TO ('...'). */
  bound: string;
}
export interface Header {
  format: typeof FORMAT;
  version: number;
  createdAt: string;
  postgres: number;
  migrations: { name: string; checksum: string }[];
  tables: ArchivedTable[];
  partitions: ArchivedPartition[];
  /** Last value given by the sequence of each identity column. */
  sequences: { table: string; column: string; last: string }[];
}

export type Mark =
  | { kind: 'table'; name: string }
  | { kind: 'end'; name: string; rows: number; sha256: string }
  | { kind: 'done'; tables: number; rows: number };

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

export const markLine = (mark: Mark | Header): string => `#${JSON.stringify(mark)}\n`;

/** The mark in a line; undefined when it is a row. */
export function readMark(line: string): Mark | undefined {
  return line.startsWith('#') ? (parseLine(line.slice(1)) as Mark) : undefined;
}

export function readHeader(line: string | undefined): Header {
  const header = line?.startsWith('#') ? (parseLine(line.slice(1)) as Partial<Header>) : undefined;
  if (header?.format !== FORMAT)
    throw new ArchiveError('This file is not a backup of Tutti. Give one that tutti backup has written.');
  if ((header.version ?? 0) > FORMAT_VERSION)
    throw new ArchiveError('This backup was written by a newer Tutti. Upgrade this one first.');
  return header as Header;
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ArchiveError('The backup is damaged: a line of it is not JSON. Use another copy.', { cause });
  }
}
