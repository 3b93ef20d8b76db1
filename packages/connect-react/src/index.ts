export { useDrawbridge } from "./use-drawbridge.ts";
export type { Drawbridge, DrawbridgeOptions, DrawbridgeStatus } from "./use-drawbridge.ts";
export type { ConnectResult } from "@drawbridge/connect-sdk";
