import { Type, type Static } from "typebox";
import type { ConnectMessageEntry } from "./page-messages.ts";

// Hosts are other people's code of several generations: what they add is ignored, never refused.
const open = { additionalProperties: true } as const;
const ping = Type.Literal("ping");

const CurrentPing = Type.Object(
  {
    type: ping,
    selector: Type.Optional(Type.Unknown()),
    sdkVersion: Type.String(),
    platform: Type.Enum(["iframe", "web"]),
    attachedEventHandlers: Type.Array(Type.String()),
    overlay: Type.Optional(Type.Unknown()),
    isEmbedded: Type.Boolean(),
    isPopup: Type.Boolean(),
    isNodeAttached: Type.Boolean(),
    sdkBuildSource: Type.Enum(["NPM", "CDN"]),
    sdkBuildType: Type.Enum(["ESM", "CJS", "IIFE", "UMD"]),
    redirectUrl: Type.Optional(Type.String()),
  },
  open,
);
const LegacyPing = Type.Object({ type: ping, selector: Type.Optional(Type.Unknown()), sdkVersion: Type.String(), platform: Type.String() }, open);
const NativePing = Type.Object(
  {
    type: ping,
    sdkVersion: Type.Optional(Type.String()),
    platform: Type.Enum(["reactNative", "Android", "iOS"]),
    redirectUrl: Type.Optional(Type.String()),
  },
  open,
);

const windowType = Type.Literal("window");
const WindowMessage = Type.Union([
  Type.Object(
    {
      type: windowType,
      closed: Type.Literal(true),
      blocked: Type.Optional(Type.Boolean()),
      closed_by: Type.Optional(Type.Enum(["partner-redirection", "connect-client-event"])),
    },
    open,
  ),
  Type.Object({ type: windowType, opened: Type.Literal(true), open_type: Type.Literal("secure-container") }, open),
  Type.Object({ type: windowType, blocked: Type.Literal(true), url: Type.String() }, open),
]);
const Ping = Type.Union([CurrentPing, NativePing, LegacyPing]);

/** Everything a host posts to the Connect page (connect-events.md, 3.2 and 3.5). */
export const connectHostMessages = [
  { type: "ping", schema: Ping, summary: "The host is there and says what it is; every second until the first ack, in popup mode for ever." },
  { type: "window", schema: WindowMessage, summary: "The institution's window was opened, closed or blocked; only a hint." },
] as const satisfies readonly ConnectMessageEntry[];

/** What a host posts to the Connect page. */
export type ConnectHostMessage = Static<typeof Ping> | Static<typeof WindowMessage>;
