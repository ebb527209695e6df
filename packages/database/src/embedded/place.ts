import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type pg from 'pg';

/** Where one embedded server keeps its things. Derived from the directory alone, so that any process finds them. */
export interface Place {
  /** What the caller named. */
  directory: string;
  /** Where things really are: the directory, or what its pointer file names. */
  base: string;
  data: string;
  sockets: string;
  log: string;
}

export const USER = 'tutti';
export const DATABASE = 'tutti';
export const PORT = 5432;

/** sun_path holds 107 bytes on Linux and 103 on macOS, of which '/.s.PGSQL.5432' takes 14. */
const MAX_SOCKET_FOLDER_BYTES = 88;

/** Written when the directory itself cannot be reached by the user that PostgreSQL runs as. */
export const pointerFile = (directory: string) => path.join(directory, 'postgres-location');

export function placeOf(directory: string): Place {
  const absolute = path.resolve(directory);
  const pointer = pointerFile(absolute);
  const base = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : absolute;
  return placeAt(absolute, base);
}

export function placeAt(directory: string, base: string): Place {
  const near = path.join(base, 'socket');
  const sockets =
    Buffer.byteLength(near) <= MAX_SOCKET_FOLDER_BYTES
      ? near
      : path.join(os.tmpdir(), `tutti-${hashOf(base)}`);
  return { directory, base, data: path.join(base, 'data'), sockets, log: path.join(base, 'postgres.log') };
}

export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

export function connectionTo(sockets: string, database = DATABASE): pg.ClientConfig {
  return { host: sockets, port: PORT, user: USER, database };
}

/** As libpq reads it, so psql and pg_dump accept it. */
export function urlOf(sockets: string): string {
  return `postgresql://${USER}@/${DATABASE}?host=${encodeURIComponent(sockets)}&port=${PORT}`;
}
