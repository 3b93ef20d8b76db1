import { isRecord, type UnknownRecord } from "./record.ts";

/** The connection that was made; both pairs of names carry the same ids. */
export interface MemberConnected {
  readonly aggregator: string;
  readonly member_guid: string;
  readonly user_guid: string;
  readonly connectionId: string;
  readonly aggregatorUserId: string;
  readonly ucpInstitutionId: string;
}

const plainTypes = [
  "connect/loaded",
  "connect/stepChange",
  "connect/institutionSearch",
  "connect/selectedInstitution",
  "connect/enterCredentials",
  "connect/updateCredentials",
  "connect/createMemberError",
  "connect/submitMFA",
  "connect/oauthRequested",
  "connect/oauthError",
  "connect/memberError",
  "connect/memberError/primaryAction",
  "connect/memberStatusUpdate",
  "connect/connected/primaryAction",
  "connect/backToSearch",
  "connect/invalidData",
  "connect/invalidData/primaryAction",
  "connect/initialDataReady",
  "connect/memberDeleted",
  "connect/sessionTimeout",
] as const;

/** Everything the page says in the widget vocabulary. */
export type WidgetMessage =
  | { readonly type: "connect/memberConnected"; readonly metadata: MemberConnected }
  | { readonly type: "connect/resize"; readonly metadata: { readonly height: number } }
  | { readonly type: (typeof plainTypes)[number]; readonly metadata: UnknownRecord };

/** The name of a widget message. */
export type WidgetMessageType = WidgetMessage["type"];

/** The widget message in a record; null when it is none. */
export const parseWidgetMessage = (message: UnknownRecord): WidgetMessage | null => {
  const metadata = isRecord(message["metadata"]) ? message["metadata"] : {};
  if (message["type"] === "connect/memberConnected") {
    return isMember(metadata) ? { type: "connect/memberConnected", metadata } : null;
  }
  if (message["type"] === "connect/resize") {
    const { height } = metadata;
    return typeof height === "number" ? { type: "connect/resize", metadata: { height } } : null;
  }
  const type = plainTypes.find((known) => known === message["type"]);
  return type ? { type, metadata } : null;
};

const memberKeys = [
  "aggregator",
  "member_guid",
  "user_guid",
  "connectionId",
  "aggregatorUserId",
  "ucpInstitutionId",
] as const satisfies readonly (keyof MemberConnected)[];

const isMember = (value: object): value is MemberConnected => isRecord(value) && memberKeys.every((key) => typeof value[key] === "string");
