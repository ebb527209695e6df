import type { Configuration } from '@tutti/contract';
import type { Engine, Tracer } from '@tutti/engine';
import type { Logging } from '../logging.ts';
import { VERSION } from '../version.ts';

type Wanted = Pick<Configuration, 'errorHook' | 'otlpEndpoint' | 'otlpHeaders' | 'otlpServiceName'>;

/** What tells others of this node: traces, and errors to a tracker. Nothing of it is loaded unless it is configured. */
export interface Monitoring {
  tracer: Tracer | undefined;
  /** From here on critical events are heard, and the node has its name. */
  attach(engine: Engine): void;
  close(): Promise<void>;
}

export async function openMonitoring(configuration: Wanted, logging: Logging): Promise<Monitoring> {
  const origin = { node: 'starting', version: VERSION };
  const tracer = await openTracer(configuration, logging, origin);
  const hook = await openErrorHook(configuration, logging, origin);
  return {
    tracer,
    attach: (engine) => {
      origin.node = engine.node;
      hook?.attach(engine);
    },
    close: async () => {
      await Promise.all([tracer?.close(), hook?.close()]);
    },
  };
}

interface Origin {
  node: string;
  version: string;
}

async function openTracer(
  { otlpEndpoint, otlpHeaders, otlpServiceName }: Wanted,
  { log }: Logging,
  origin: Origin,
) {
  if (otlpEndpoint === undefined) return undefined;
  const { OtlpTracer, parseOtlpHeaders } = await import('./otlp-tracer.ts');
  return new OtlpTracer({
    endpoint: otlpEndpoint,
    headers: parseOtlpHeaders(otlpHeaders),
    serviceName: otlpServiceName,
    node: () => origin.node,
    log,
  });
}

async function openErrorHook({ errorHook }: Wanted, logging: Logging, origin: Origin) {
  if (errorHook === undefined) return undefined;
  const { CRITICAL_EVENTS, ErrorHook, openHook, reportOfEvent, reportOfLine } =
    await import('./error-hook.ts');
  const hook = new ErrorHook({ send: await openHook(errorHook), log: logging.log });
  logging.onError((line) => {
    const report = reportOfLine(line, origin);
    if (report) hook.report(report);
  });
  return {
    attach: (engine: Engine) => {
      for (const type of CRITICAL_EVENTS)
        engine.on(type, (event) => hook.report(reportOfEvent(event, origin)));
    },
    close: () => hook.close(),
  };
}
