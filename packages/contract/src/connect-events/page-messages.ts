import { Type, type Static, type TSchema } from "typebox";
import { connectEventCatalogue, schemaOfEvent, type ConnectUserEvent } from "./catalogue.ts";
import { connectEndings } from "./endings.ts";
import { connectRoutes, type ConnectRoute } from "./route-message.ts";

const closed = { additionalProperties: false } as const;

const Report = Type.Object({ portfolioId: Type.String(), type: Type.String(), reportId: Type.String() }, closed);

const ending = <const Code extends number, const Reason extends string>({ code, reason }: { readonly code: Code; readonly reason: Reason }) => ({
  code: Type.Literal(code),
  reason: Type.Literal(reason),
});
const doneOf = <const Code extends number, const Reason extends string>(one: { readonly code: Code; readonly reason: Reason }) =>
  Type.Object({ ...ending(one), reportData: Type.Array(Report) }, closed);
const overOf = <const Code extends number, const Reason extends string>(one: { readonly code: Code; readonly reason: Reason }) =>
  Type.Object(ending(one), closed);

const Ack = Type.Object({ type: Type.Literal("ack") }, closed);
const ClosePopup = Type.Object({ type: Type.Literal("closePopup") }, closed);
/** The address is at the top level, not in `data`; https only, from the provider hosts the server knows. */
const Url = Type.Object({ type: Type.Literal("url"), url: Type.String({ pattern: "^https?://" }) }, closed);
const Done = Type.Object(
  { type: Type.Literal("done"), data: Type.Union([doneOf(connectEndings.complete), doneOf(connectEndings.nothing_to_fix)]) },
  closed,
);
const Cancel = Type.Object({ type: Type.Literal("cancel"), data: overOf(connectEndings.exit) }, closed);
const Failed = Type.Object({ type: Type.Literal("error"), data: Type.Union([overOf(connectEndings.timeout), overOf(connectEndings.error)]) }, closed);

/** A message of the page or its host, as everything that prints or checks it reads it. */
export interface ConnectMessageEntry {
  readonly type: string;
  readonly schema: TSchema;
  readonly summary: string;
}

/** Everything the Connect page posts to its host (connect-events.md, 3.1). */
export const connectPageMessages = [
  { type: "ack", schema: Ack, summary: "Answer to every ping." },
  {
    type: "route",
    schema: Type.Object({ type: Type.Literal("route"), data: Type.Union(Object.values(connectRoutes)) }, closed),
    summary: "The person is on another screen.",
  },
  {
    type: "user",
    schema: Type.Object({ type: Type.Literal("user"), data: Type.Union(connectEventCatalogue.map(schemaOfEvent)) }, closed),
    summary: "Something the person did or met: one of the user events.",
  },
  { type: "url", schema: Url, summary: "Open the institution's page in a window; never sent in popup mode." },
  { type: "closePopup", schema: ClosePopup, summary: "Close the institution's window." },
  { type: "done", schema: Done, summary: "The session is complete. Nothing follows." },
  { type: "cancel", schema: Cancel, summary: "The person left. Nothing follows." },
  { type: "error", schema: Failed, summary: "The session timed out or failed. Nothing follows." },
] as const satisfies readonly ConnectMessageEntry[];

/** What the Connect page posts to its host. */
export type ConnectPageMessage =
  | Static<typeof Ack>
  | Static<typeof ClosePopup>
  | Static<typeof Url>
  | Static<typeof Done>
  | Static<typeof Cancel>
  | Static<typeof Failed>
  | { readonly type: "route"; readonly data: ConnectRoute }
  | { readonly type: "user"; readonly data: ConnectUserEvent };
