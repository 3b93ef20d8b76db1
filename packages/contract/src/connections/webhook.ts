import { Type, type Static } from "typebox";
import { closed } from "./parts.ts";

/** Webhooks of the vendor's own (connections.md, section 7); `syncComplete` is the other name of `syncCompleted`. */
export const vendorWebhookTypes = [
  "newTransactions",
  "updatedTransactions",
  "deletedTransactions",
  "restoredTransactions",
  "syncCompleted",
  "syncComplete",
  "postConnectionEnrichmentComplete",
  "deletedAccount",
  "reauthReminder",
  "refreshReminder",
] as const;

/** Changes of connections, for clients that ask for them (connections.md, E9.3 and E9.4). */
export const connectionWebhookTypes = [
  "connection.created",
  "connection.deleted",
  "account.added",
  "connection.updated",
  "connection.attention_required",
  "connection.recovered",
  "connection.expiring",
  "connection.expired",
  "connection.revoked",
] as const;

/** Everything a client can subscribe to. */
export const connectionsWebhookTypes = [...vendorWebhookTypes, ...connectionWebhookTypes] as const;
export type ConnectionsWebhookType = (typeof connectionsWebhookTypes)[number];

/** How a webhook is written: plain JSON, or a signed JWT. */
export const webhookFormats = ["json", "jwt"] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/** The one webhook of a client. */
export const ClientWebhook = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2000 }),
    format: Type.Enum(webhookFormats, { default: "json" }),
    eventTypes: Type.Array(Type.Enum(connectionsWebhookTypes), { minItems: 1, maxItems: 20, uniqueItems: true }),
  },
  closed,
);
export type ClientWebhook = Static<typeof ClientWebhook>;
