import type { Ending, PageMessage, ReportItem } from "./connect-message.ts";
import type { MemberConnected } from "./widget-message.ts";

/**
 * How it went. Reasons made here and not by the page: `closed` (the Connect window was closed by hand, or the person
 * gave up before the page came), `destroyed` (the host called `destroy`), `not_ready` (the page never answered).
 */
export type ConnectResult =
  | (Ending & {
      readonly outcome: "done";
      readonly reportData: readonly ReportItem[];
      /** Connections named in the widget vocabulary; empty in the connect vocabulary, whose user events name accounts. */
      readonly connections: readonly MemberConnected[];
    })
  | (Ending & { readonly outcome: "cancel" | "error" });

/** Results that this SDK finds out by itself. */
export const ownResults = {
  closed: { outcome: "cancel", code: 100, reason: "closed" },
  destroyed: { outcome: "cancel", code: 100, reason: "destroyed" },
  notReady: { outcome: "error", code: 500, reason: "not_ready" },
  popupBlocked: { outcome: "error", code: 1403, reason: "error" },
} as const satisfies Readonly<Record<string, ConnectResult>>;

/** Reads the result out of a session's messages: null while it goes on. Remembers the connections it hears of. */
export const createResultReader = (): ((message: PageMessage) => ConnectResult | null) => {
  const connections: MemberConnected[] = [];
  return (message) => {
    if (message.type === "connect/memberConnected") remember(connections, message.metadata);
    return resultOf(message, [...connections]);
  };
};

const remember = (connections: MemberConnected[], member: MemberConnected): void => {
  if (!connections.some(({ connectionId }) => connectionId === member.connectionId)) connections.push(member);
};

const resultOf = (message: PageMessage, connections: readonly MemberConnected[]): ConnectResult | null => {
  if (message.type === "done") return { ...message.data, outcome: "done", connections };
  if (message.type === "cancel" || message.type === "error") {
    return { outcome: message.type, code: message.data.code, reason: message.data.reason };
  }
  if (message.type === "connect/connected/primaryAction") {
    return { outcome: "done", code: 200, reason: "complete", reportData: [], connections };
  }
  return message.type === "connect/sessionTimeout" ? { outcome: "error", code: 1440, reason: "timeout" } : null;
};
