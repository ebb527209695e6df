import type { EngineOptions } from './engine-options.ts';
import type { Outcome, TaskContext, TaskHandler } from './execution/index.ts';
import type { ActiveSpan, Tracer } from './kernel/index.ts';

/** Those of the engine and those it was given; with a tracer, each attempt of theirs is a span. */
export function allHandlers(
  builtIn: readonly TaskHandler[],
  { handlers = [], tracer }: Pick<EngineOptions, 'handlers' | 'tracer'>,
): TaskHandler[] {
  const all = [...builtIn, ...handlers];
  return tracer ? all.map((handler) => tracedHandler(handler, tracer)) : all;
}

/** A handler each of whose attempts is a span; what it asks for in turn belongs to that span. */
const tracedHandler = (handler: TaskHandler, tracer: Tracer): TaskHandler =>
  replaced(handler, 'run', (context: TaskContext) => {
    const span = tracer.start({
      name: `execution ${handler.taskType}`,
      kind: 'consumer',
      traceparent: context.trigger.traceparent,
      attributes: {
        'tutti.execution.id': context.executionId,
        'tutti.execution.attempt': context.attempt,
        'tutti.task_type': handler.taskType,
        'tutti.trigger': context.trigger.kind,
      },
    });
    const trigger = { ...context.trigger, traceparent: span.traceparent };
    return endWith(span, () => handler.run(replaced(context, 'trigger', trigger)));
  });

/** The same object but for one property. Its methods keep their own `this`, which may have private parts. */
const replaced = <T extends object, K extends keyof T>(object: T, name: K, value: T[K]): T =>
  new Proxy(object, {
    get(target, asked) {
      if (asked === name) return value;
      const found: unknown = Reflect.get(target, asked, target);
      return typeof found === 'function' ? (found.bind(target) as unknown) : found;
    },
  });

function endWith(span: ActiveSpan, run: () => Promise<Outcome> | Outcome): Promise<Outcome> | Outcome {
  try {
    const outcome = run();
    if (!(outcome instanceof Promise)) return ended(span, outcome);
    return outcome.then(
      (settled) => ended(span, settled),
      (error: unknown) => {
        span.end({ failure: failureOf(error) });
        throw error;
      },
    );
  } catch (error) {
    span.end({ failure: failureOf(error) });
    throw error;
  }
}

function ended(span: ActiveSpan, outcome: Outcome): Outcome {
  const failure = 'error' in outcome ? `${outcome.error.code}: ${outcome.error.message}` : undefined;
  span.end({ failure, attributes: { 'tutti.outcome': outcome.kind } });
  return outcome;
}

const failureOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
