import { isRecord, readRecord } from "./record.ts";
import { isUserEvent, type UserEvent } from "./user-event.ts";
import { parseWidgetMessage, type WidgetMessage } from "./widget-message.ts";

/** How a session ended, as the page says it. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

/** A report made in the session. */
export interface ReportItem {
  readonly portfolioId: string;
  readonly type: string;
  readonly reportId: string;
}

/** The screen the person is on. */
export interface RouteChange {
  readonly screen: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Everything the Connect page says to its host. */
export type ConnectMessage =
  | { readonly type: "ack" | "closePopup" }
  | { readonly type: "route"; readonly data: RouteChange }
  | { readonly type: "user"; readonly data: UserEvent }
  | { readonly type: "url"; readonly url: string }
  | {
      readonly type: "done";
      readonly data: Ending & { readonly reportData: readonly ReportItem[] };
    }
  | { readonly type: "cancel" | "error"; readonly data: Ending };

/** A message of either vocabulary. */
export type PageMessage = ConnectMessage | WidgetMessage;

/** The message in what another window sent; null when it is not exactly one of ours. */
export const parsePageMessage = (raw: unknown): PageMessage | null => {
  const message = readRecord(raw);
  if (!message) return null;
  const { type, data } = message;
  switch (type) {
    case "ack":
    case "closePopup":
      return { type };
    case "url":
      return typeof message["url"] === "string" ? { type, url: message["url"] } : null;
    case "route":
      return isRoute(data) ? { type, data } : null;
    case "user":
      return isUserEvent(data) ? { type, data } : null;
    case "done":
      return isEnding(data) ? { type, data: { ...data, reportData: reportsOf(data) } } : null;
    case "cancel":
    case "error":
      return isEnding(data) ? { type, data } : null;
    default:
      // Names of the widget vocabulary, and of pages newer than this code.
      return parseWidgetMessage(message);
  }
};

const isRoute = (data: unknown): data is RouteChange => isRecord(data) && typeof data["screen"] === "string" && isRecord(data["params"]);

const isEnding = (data: unknown): data is Ending => isRecord(data) && typeof data["code"] === "number" && typeof data["reason"] === "string";

const reportsOf = (data: unknown): readonly ReportItem[] => {
  const reports = isRecord(data) ? data["reportData"] : null;
  return Array.isArray(reports) ? reports.filter(isReport) : [];
};

const isReport = (item: unknown): item is ReportItem =>
  isRecord(item) && ["portfolioId", "type", "reportId"].every((key) => typeof item[key] === "string");
