import type { Adapter } from "@drawbridge/adapter-kit";
import { within, type Tracing } from "./tracing.ts";

const isPart = (value: unknown): value is object => typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Every conversation of an adapter in a span of its own; what answers at once is no conversation. */
export const traceAdapter = (adapter: Adapter, tracing: Tracing): Adapter => {
  const traced = <T extends object>(part: T, path: string): T =>
    new Proxy(part, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        const name = `${path} ${String(key)}`;
        if (typeof value === "function") return (...args: readonly unknown[]): unknown => call(() => Reflect.apply(value, target, args), name);
        return isPart(value) ? traced(value, name) : value;
      },
    });
  const call = (ask: () => unknown, name: string): unknown => {
    const span = tracing.open({ name, kind: "client", attributes: { "drawbridge.adapter": adapter.id } });
    const answer = span.run(ask);
    return answer instanceof Promise ? within(span, () => answer) : answer;
  };
  return tracing.isOn ? traced(adapter, `adapter ${adapter.id}`) : adapter;
};
