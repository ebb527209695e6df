import type { Client } from '@tutti/client';
import type { Schedule } from '@tutti/contract';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { nearestName } from '../parse/nearest-name.ts';

const PAGE = 500;

/** The schedule of this id, or else of exactly this name. */
export async function findSchedule(client: Client, key: string): Promise<Schedule> {
  const byId = /^[1-9]\d{0,8}$/.test(key) ? await scheduleOfId(client, key) : undefined;
  return byId ?? (await scheduleOfName(client, key));
}

async function scheduleOfId(client: Client, id: string): Promise<Schedule | undefined> {
  try {
    return await client.getSchedule({ params: { id } });
  } catch (error) {
    if ((error as { code?: string }).code === 'SCHEDULE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function scheduleOfName(client: Client, name: string): Promise<Schedule> {
  // The filter looks for parts of names and takes 200 characters, which is also the longest name.
  const text = name.slice(0, 200);
  for (let offset = 0; ; offset += PAGE) {
    const { items, total } = await client.listSchedules({ query: { text, limit: PAGE, offset } });
    const found = items.find((schedule) => schedule.name === name);
    if (found) return found;
    if (offset + items.length >= total || items.length === 0) throw await notFound(client, name);
  }
}

async function notFound(client: Client, name: string): Promise<CliError> {
  const { items } = await client.listSchedules({ query: { limit: PAGE } });
  const nearest = nearestName(
    name,
    items.map((schedule) => schedule.name),
  );
  return new CliError('SCHEDULE_NOT_FOUND', `there is no schedule with the id or name "${name}"`, {
    exitCode: EXIT.notFound,
    suggestion: nearest === undefined ? 'tutti schedule list' : `did you mean "${nearest}"?`,
    details: { key: name, nearest: nearest ?? null },
  });
}
