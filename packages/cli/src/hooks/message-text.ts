import type { Client } from '@tutti/client';
import type { IncomingHook, IncomingMessage, IncomingMessageDetail, StartedByMessage } from '@tutti/contract';
import { formatInstant } from '../output/instant.ts';
import { plainLines, plainText } from '../output/safe-text.ts';
import { dot, statusMark, withGlyph } from '../output/status-mark.ts';
import { renderFields, renderTable } from '../output/table.ts';
import type { View } from '../output/view.ts';
import { findNamed } from './find-named.ts';

export const findHook = (client: Client, key: string): Promise<IncomingHook> =>
  findNamed({ what: 'hook', code: 'HOOK_NOT_FOUND' }, key, (query) => client.listIncomingHooks({ query }));

const SHOWN = { accepted: 'ok', duplicate: 'skipped', refused: 'failed', replayed: 'retrying' } as const;

/** "× refused: the token is another" */
export function messageStatus(view: View, { status, problem, replayOf }: IncomingMessage): string {
  const more = problem === null ? '' : `: ${plainText(problem)}`;
  const of = replayOf === null ? '' : `, message ${replayOf} again`;
  return withGlyph(view, SHOWN[status], status + more + of);
}

const sender = ({ source, actor }: IncomingMessage): string => plainText(source ?? actor ?? '');

export const messageTable = (view: View, messages: readonly IncomingMessage[]): Promise<string> =>
  renderTable(
    view,
    [
      { head: 'ID', align: 'right' },
      { head: 'WHEN' },
      { head: 'STATE', flexible: true },
      { head: 'FROM' },
      { head: 'BYTES', align: 'right' },
      { head: 'RUNS', align: 'right' },
    ],
    messages.map((message) => [
      String(message.id),
      formatInstant(message.receivedAt, view.now, view.zone),
      messageStatus(view, message),
      sender(message),
      String(message.sizeBytes),
      String(message.runs),
    ]),
  );

export function messageDetail(view: View, message: IncomingMessageDetail): string {
  const { id, eventId, headers, started } = message;
  const fields = renderFields(view, [
    ['message', `${id}${dot(view)}${messageStatus(view, message)}`],
    ['came', formatInstant(message.receivedAt, view.now, view.zone)],
    ['from', sender(message) || undefined],
    ['event', eventId === null ? undefined : `webhook.received ${eventId}`],
    [
      'started',
      eventId === null ? undefined : started.map((one) => startedLine(view, one)).join('\n') || 'nothing',
    ],
    [
      'headers',
      Object.entries(headers)
        .map(([name, value]) => plainText(`${name}: ${value}`))
        .join('\n') || undefined,
    ],
  ]);
  return `${fields}\n\n${bodyText(message)}`;
}

const startedLine = (
  view: View,
  { scheduleName, executionId, status, skipReason }: StartedByMessage,
): string =>
  [
    plainText(scheduleName),
    ...(status === null ? [] : [statusMark(view, status)]),
    ...(skipReason === null ? [] : [`skipped: ${skipReason}`]),
    ...(executionId === null ? [] : [`tutti execution show ${executionId}`]),
  ].join(dot(view));

function bodyText({ body, bodyKept, sizeBytes, reason }: IncomingMessageDetail): string {
  if (bodyKept === 'none')
    return reason === 'too_large' ? 'its body was not read' : 'its body is no longer kept';
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  if (body === null || text === '') return 'it had no body';
  const cut = bodyKept === 'beginning' && Buffer.byteLength(text) < sizeBytes;
  return plainLines(text) + (cut ? `\n(the beginning of ${sizeBytes} bytes)` : '');
}
