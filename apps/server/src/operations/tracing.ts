import type { TaskList } from "graphile-worker";

/** What a span says of itself; never an address, a name or a secret. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** A span to begin. It belongs to what runs now unless another parent is given as `traceparent`. */
export interface SpanWish {
  readonly name: string;
  readonly kind: "server" | "client" | "consumer" | "internal";
  readonly attributes?: SpanAttributes;
  readonly parent?: string;
}

/** A span that has begun. */
export interface OpenSpan {
  readonly traceId: string;
  readonly set: (attributes: SpanAttributes) => void;
  readonly fail: (reason: string) => void;
  readonly end: () => void;
  /** Whatever `work` begins belongs to this span. */
  readonly run: <T>(work: () => T) => T;
}

/** Traces of this process. */
export interface Tracing {
  readonly isOn: boolean;
  readonly open: (wish: SpanWish) => OpenSpan;
  /** Spans the work; a failure is written down by its kind alone, messages may hold secrets. */
  readonly span: <T>(wish: SpanWish, work: () => Promise<T>) => Promise<T>;
  /** Sends what was not sent yet. */
  readonly close: () => Promise<void>;
}

const silent: OpenSpan = { traceId: "", set: () => undefined, fail: () => undefined, end: () => undefined, run: (work) => work() };

/** No tracing: costs a call. */
export const noTracing: Tracing = { isOn: false, open: () => silent, span: (_wish, work) => work(), close: async () => undefined };

/** Runs work in a span. */
export const within = async <T>(span: OpenSpan, work: () => Promise<T>): Promise<T> => {
  try {
    return await span.run(work);
  } catch (error) {
    span.fail(error instanceof Error ? error.name : "failed");
    throw error;
  } finally {
    span.end();
  }
};

const parentIn = (payload: unknown): { readonly parent?: string } => {
  const trace: unknown = typeof payload === "object" && payload !== null && "trace" in payload ? payload.trace : null;
  return typeof trace === "string" ? { parent: trace } : {};
};

/** Handlers of jobs whose spans belong to what queued them. */
export const traceTasks = (tracing: Tracing, tasks: TaskList): TaskList => {
  if (!tracing.isOn) return tasks;
  const traced = Object.entries(tasks).map(([name, task]): readonly [string, TaskList[string]] => [
    name,
    (payload, jobHelpers) =>
      tracing.span({ name: `job ${name}`, kind: "consumer", attributes: { "messaging.destination.name": name }, ...parentIn(payload) }, async () =>
        task?.(payload, jobHelpers),
      ),
  ]);
  return Object.fromEntries(traced);
};
