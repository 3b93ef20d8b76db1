export { open } from "./open.ts";
export type { ConnectHandle, OpenOptions, PopupSize } from "./options.ts";
export type { ConnectResult } from "./result.ts";
export type { ConnectMessage, Ending, PageMessage, ReportItem, RouteChange } from "./connect-message.ts";
export type { Enrichment, UserAction, UserEvent } from "./user-event.ts";
export type { MemberConnected, WidgetMessage, WidgetMessageType } from "./widget-message.ts";
export { Connect, createConnect } from "./drop-in.ts";
export type { ConnectDropIn, LaunchHandlers, LaunchOptions } from "./drop-in.ts";
