import { HttpRequestConfig } from '@tutti/contract';
import { type Outcome, type TaskContext, type TaskHandler, TaskFailure } from '../../execution/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Response } from 'undici';
import { parseConfig, timeoutOfConfig } from '../parsed-config.ts';
import { stoppedOutcome } from '../stopped-outcome.ts';
import { parseAddressRules } from './address-guard.ts';
import { isExpectedStatus, outcomeOfAnswer } from './answer-outcome.ts';
import { Messenger } from './exchange.ts';
import { AddressRefused, GuardedFetch } from './guarded-fetch.ts';
import { outcomeOfFailure } from './request-failure.ts';
import { reachHost } from './reach-host.ts';
import { readBody } from './response-body.ts';
import { serviceOf } from './service-of.ts';
import { type WireRequest, isRedirect, redirected, wireRequestOf } from './wire-request.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const MOST_REDIRECTS = 5;

interface HttpDeps {
  allow: readonly string[] | undefined;
  clock: Clock;
}

export function httpRequestHandler({ allow, clock }: HttpDeps): {
  handler: TaskHandler;
  messenger: Messenger;
  reach(host: string): Promise<string>;
  close(): Promise<void>;
} {
  const rules = parseAddressRules(allow);
  const fetch = new GuardedFetch(rules);
  const handler: TaskHandler = {
    taskType: 'http_request',
    description: 'Sends an HTTP request and judges the answer',
    timeoutMs: DEFAULT_TIMEOUT_MS,
    timeoutOf: timeoutOfConfig,
    retryPolicy: 'standard',
    config: HttpRequestConfig,
    templates: true,
    breakerOf: serviceOf,
    run: (context) => sendRequest(context, fetch, clock),
  };
  return {
    handler,
    messenger: new Messenger(fetch, clock),
    reach: (host) => reachHost(host, rules),
    close: () => fetch.close(),
  };
}

async function sendRequest(context: TaskContext, fetch: GuardedFetch, clock: Clock): Promise<Outcome> {
  const parsed = parseConfig(HttpRequestConfig, withTextHeaders(context.taskConfig));
  if ('refused' in parsed) return parsed.refused;
  const { config } = parsed;
  const startedMs = clock.monotonicMs();
  const sinceMs = (): number => Math.round(clock.monotonicMs() - startedMs);
  const sent: WireRequest[] = [];
  try {
    const { response, request } = await follow(config, context, fetch, sent);
    const { value, truncated, found } = await readBody(response, config.expect?.bodyIncludes);
    context.log(`${response.status} ${response.statusText} in ${sinceMs()} ms`, 'system');
    const { status, headers } = response;
    const { method, url } = request;
    const body = bodyWithoutSecrets(context, value, truncated);
    return outcomeOfAnswer(
      { status, headers, body, truncated, found, method, url: url.href, durationMs: sinceMs() },
      config.expect,
      clock.now(),
    );
  } catch (error) {
    if (context.signal.aborted) return stoppedOutcome(context);
    return outcomeOfFailure(error, sent.at(-1)?.url.host ?? config.url);
  }
}

/** Before anything else cuts it. */
const bodyWithoutSecrets = ({ redaction }: TaskContext, value: unknown, truncated: boolean): unknown =>
  typeof value === 'string' ? redaction.text(value, { cutEnd: truncated }) : redaction.value(value);

/** Sends the request and those it is redirected to, unless the redirect is the answer that is expected. */
async function follow(
  config: HttpRequestConfig,
  context: TaskContext,
  fetch: GuardedFetch,
  sent: WireRequest[],
): Promise<{ response: Response; request: WireRequest }> {
  for (let request = wireRequestOf(config, context.trigger.traceparent); ;) {
    sent.push(request);
    context.log(`${request.method} ${request.url.href}`, 'system');
    const response = await fetch.send(request, context.signal);
    const location = response.headers.get('location');
    if (!isRedirect(response.status) || location === null || isExpectedStatus(response.status, config.expect))
      return { response, request };
    await response.body?.cancel();
    if (sent.length > MOST_REDIRECTS)
      throw new TaskFailure(
        'TOO_MANY_REDIRECTS',
        `${sent[0]?.url.href} redirects more than ${MOST_REDIRECTS} times`,
        { permanent: true },
      );
    request = nextRequest(request, response.status, location);
  }
}

function nextRequest(request: WireRequest, status: number, location: string): WireRequest {
  const next = redirected(request, status, location);
  if (next && /^https?:$/.test(next.url.protocol)) return next;
  throw new AddressRefused(
    `a redirect to ${JSON.stringify(location.slice(0, 200))} is refused: only http and https are followed, where TUTTI_HTTP_ALLOW lets them`,
  );
}

/** A header that is nothing but a template keeps the type of its value. */
function withTextHeaders(config: Record<string, unknown>): Record<string, unknown> {
  const { headers } = config;
  if (headers === null || typeof headers !== 'object') return config;
  const texts = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : (value as unknown),
  ]);
  return { ...config, headers: Object.fromEntries(texts) as unknown };
}
