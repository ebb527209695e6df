import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { API_VERSION, TuttiError } from '@tutti/contract';
import { toAnswer } from './problem.ts';

const REASONS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'The headers are larger than 16 KiB.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time.',
};

/** Answers what is not HTTP, before there is a request that hooks or handlers could see. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const reason = REASONS[error.code ?? ''] ?? 'This is not a valid HTTP request.';
  const { body } = toAnswer(new TuttiError('VALIDATION_FAILED', reason), randomUUID());
  const text = JSON.stringify(body);
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${body.requestId}`,
    `X-API-Version: ${API_VERSION}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
