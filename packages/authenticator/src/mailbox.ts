import { AST_ENVELOPE_VERSION, astFactsOf, type AstEnvelope } from "@drawbridge/contract";
import type { McEmission } from "@drawbridge/domain";

/** Where events leave the MC: each once to every listener, and as the reply of the call it settles. */
export interface Mailbox {
  newId(): string;
  /** The reply of a call that is about to be made. */
  expect(callId: string): Promise<AstEnvelope>;
  deliver(emission: McEmission): void;
  on(listener: (event: AstEnvelope) => void): () => void;
  /** The MC closes: what still waits is told so. */
  refuseAll(): void;
}

/** A mailbox; ids are UUIDs of version 7, so that events sort by time. */
export const createMailbox = (now: () => Date): Mailbox => {
  const waiting = new Map<string, (event: AstEnvelope) => void>();
  const listeners = new Set<(event: AstEnvelope) => void>();
  const session = crypto.randomUUID();
  const newId = (): string => uuidV7(now());
  const deliver = ({ name, payload, callId, settles, error }: McEmission): void => {
    const event: AstEnvelope = {
      v: AST_ENVELOPE_VERSION,
      id: newId(),
      ...(callId === null ? {} : { correlationId: callId }),
      name,
      ts: now().toISOString(),
      session,
      priority: astFactsOf(name).priority,
      payload: { ...payload },
      ...(error ? { error } : {}),
    };
    const settle = settles && callId !== null ? waiting.get(callId) : undefined;
    if (settle && callId !== null) waiting.delete(callId);
    settle?.(event);
    for (const listener of listeners) listener(event);
  };
  return {
    newId,
    expect: (callId) => new Promise((resolve) => waiting.set(callId, resolve)),
    deliver,
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refuseAll: () => {
      for (const callId of waiting.keys()) deliver({ name: "InvalidState", payload: { errorMessage: "the MC is closed" }, callId, settles: true });
    },
  };
};

/** RFC 9562, version 7: 48 bits of time, the rest random. */
const uuidV7 = (now: Date): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const ms = now.getTime();
  view.setUint32(0, Math.floor(ms / 2 ** 16));
  view.setUint16(4, ms % 2 ** 16);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};
