/** How a session can end for its host (connect-events.md, sections 4.4 and 7). */
export interface ConnectEnding {
  readonly event: string;
  readonly message: "done" | "cancel" | "error";
  readonly handler: "onDone" | "onCancel" | "onError";
  readonly code: number;
  readonly reason: "complete" | "exit" | "timeout" | "error";
  /** `reason` in the redirect query, where no SDK listens; the code is the same. */
  readonly redirectReason: "complete" | "exit" | "timeout" | "error";
}

/** Every ending a host hears of; `abandoned` is in the log only. */
export const connectEndings = {
  complete: { event: "success", message: "done", handler: "onDone", code: 200, reason: "complete", redirectReason: "complete" },
  // Redirect clients take code 201 for a success although its reason is `error`.
  nothing_to_fix: { event: "nothing to fix", message: "done", handler: "onDone", code: 201, reason: "complete", redirectReason: "error" },
  exit: { event: "cancel", message: "cancel", handler: "onCancel", code: 100, reason: "exit", redirectReason: "exit" },
  timeout: { event: "timeout", message: "error", handler: "onError", code: 1440, reason: "timeout", redirectReason: "timeout" },
  error: { event: "error", message: "error", handler: "onError", code: 500, reason: "error", redirectReason: "error" },
} as const satisfies Readonly<Record<string, ConnectEnding>>;
export type ConnectEndingName = keyof typeof connectEndings;
