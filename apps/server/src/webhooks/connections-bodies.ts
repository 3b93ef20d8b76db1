import { connectionWebhookTypes } from "@drawbridge/contract";
import { connectionsWebhooks, type ConnectionsFact, type ConnectionsWebhook } from "@drawbridge/domain";
import { clientWebhooks, dueConnections, type EventRow, type Queryable, type Subscribers } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { parseId, printId } from "../ids.ts";

/** The webhook one event becomes at one client. */
export interface ConnectionsMessage {
  readonly event: EventRow;
  readonly endpointId: string;
  readonly eventType: string;
  readonly messageId: string;
  readonly connectionId: string | null;
  readonly bodyOf: (sequence: number | null) => string;
}

const Named = Type.Object({ name: Type.String() });
const Group = Type.Object({ id: Type.String(), transactions: Type.Array(Type.String()) });

/** What events of connections carry. */
const Data = Type.Object({
  connection: Type.Object({ bankConnectionId: Type.String(), kind: Type.String() }),
  at: Type.String(),
  institution: Type.Optional(Type.Union([Named, Type.Null()])),
  accounts: Type.Optional(Type.Array(Group)),
  account: Type.Optional(Type.Object({ id: Type.String() })),
  syncId: Type.Optional(Type.String()),
  status: Type.Optional(Type.String()),
  daysLeft: Type.Optional(Type.Number()),
  leadTimes: Type.Optional(Type.Object({ tenant: Type.String(), due: Type.Array(Type.String()) })),
  daysSinceUpdate: Type.Optional(Type.Number()),
  tppConsent: Type.Optional(Type.Boolean()),
});

const bare = (kind: "acc" | "txn" | "syn", text: string | undefined): string | null => (text === undefined ? null : parseId(kind, text));

const groupOf = ({ id, transactions }: Static<typeof Group>) => {
  const account = bare("acc", id);
  return account === null ? [] : [{ id: account, transactions: transactions.flatMap((one) => bare("txn", one) ?? []) }];
};

const Shared = Type.Object({ added: Type.Array(Type.Object({ id: Type.String() })) });
const addedBy = (data: unknown): readonly string[] => (Value.Check(Shared, data) ? data.added.flatMap(({ id }) => bare("acc", id) ?? []) : []);

/** What a person does in a session is told too; there a connection has only our own name. */
const inSession: ReadonlySet<string> = new Set(["connection.created", "accounts.added"]);
const OurName = Type.Object({ connection: Type.Object({ id: Type.String() }), accounts: Type.Optional(Type.Unknown()) });

const ownIdOf = ({ type, data }: EventRow): string | null =>
  inSession.has(type) && Value.Check(OurName, data) ? parseId("con", data.connection.id) : null;

/** The events of sessions with the names and times that those of connections carry. */
const withNames = async (db: Queryable, rows: readonly EventRow[]): Promise<readonly EventRow[]> => {
  const ids = [...new Set(rows.flatMap((row) => ownIdOf(row) ?? []))];
  if (ids.length === 0) return rows;
  const named = new Map((await dueConnections(db).byIds(ids)).map((connection) => [connection.id, connection]));
  return rows.map((row) => {
    const connection = named.get(ownIdOf(row) ?? "");
    if (!connection) return row;
    const { bankConnectionId, kind } = connection;
    const { accounts, ...data } = row.data;
    return {
      ...row,
      data: {
        ...data,
        connection: { id: printId("con", connection.id), bankConnectionId, kind },
        at: row.occurredAt.toISOString(),
        added: accounts ?? [],
      },
    };
  });
};

const told = ["trigger", "before", "after", "recommendedAction", "daysLeft", "expiresAt", "by"] as const;

const factOf = ({ type, data }: EventRow): ConnectionsFact | null => {
  if (!Value.Check(Data, data)) return null;
  const { connection, institution, accounts = [], account, syncId, status, daysLeft, leadTimes, daysSinceUpdate, tppConsent } = data;
  const all: Readonly<Record<string, unknown>> = data;
  return {
    type,
    connectionId: connection.bankConnectionId,
    kind: connection.kind,
    bankName: institution?.name ?? "",
    at: data.at,
    accounts: accounts.flatMap(groupOf),
    accountId: bare("acc", account?.id),
    addedAccounts: addedBy(data),
    syncId: bare("syn", syncId),
    status: status ?? null,
    daysLeft: daysLeft ?? null,
    remindBy: leadTimes ?? null,
    daysSinceUpdate: daysSinceUpdate ?? null,
    tppConsent: tppConsent === true,
    change: Object.fromEntries(told.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]]))),
  };
};

/** The connection an event is about. */
export const connectionOf = ({ data }: Pick<EventRow, "data">): string | null =>
  Value.Check(AboutOne, data) ? parseId("con", data.connection.id) : null;

const AboutOne = Type.Object({ connection: Type.Object({ id: Type.String() }) });

/** Names with a point are ours and stand beside the vendor's webhook of the same event, so they carry another id. */
const messageIdOf = (event: EventRow, { eventType }: ConnectionsWebhook): string => (eventType.includes(".") ? printId("evt", event.id) : event.id);

/** An event of the log as what a client that hears of everything about connections is told. */
export interface ConnectionsChange {
  readonly event: EventRow;
  readonly eventType: string;
  readonly connectionId: string;
  readonly at: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What events tell of connections under our own names; those that tell nothing are absent. */
export const connectionsChanges = async (db: Queryable, rows: readonly EventRow[]): Promise<readonly ConnectionsChange[]> =>
  (await withNames(db, rows)).flatMap((event) => {
    const fact = factOf(event);
    if (!fact) return [];
    const { connectionId, at } = fact;
    return connectionsWebhooks(fact, everything).map(({ eventType, payload }) => ({ event, eventType, connectionId, at, payload }));
  });

const everything = { eventTypes: connectionWebhookTypes, leadDays: null };

/** The webhooks of new events, for every client that may know the person (their own, or nobody's). */
export const connectionsMessages = async (
  db: Queryable,
  rows: readonly EventRow[],
  subscribers: Subscribers["connections"],
): Promise<readonly ConnectionsMessage[]> => {
  if (subscribers.length === 0) return [];
  const facts = (await withNames(db, rows)).flatMap((event) => {
    const fact = factOf(event);
    return fact ? [{ event, fact }] : [];
  });
  if (facts.length === 0) return [];
  const people = await clientWebhooks(db).peopleOf([...new Set(facts.flatMap(({ event }) => event.userId ?? []))]);
  return facts.flatMap(({ event, fact }) => {
    const person = people.get(event.userId ?? "");
    if (!person) return [];
    return subscribers
      .filter(({ clientId }) => (person.clientId ?? clientId) === clientId)
      .flatMap(({ id: endpointId, ...subscriber }) =>
        connectionsWebhooks(fact, subscriber).map((webhook) => {
          const messageId = messageIdOf(event, webhook);
          const message = { id: messageId, eventType: webhook.eventType, userId: person.hexId, payload: webhook.payload };
          // The vendor's webhooks stay as they are (connections.md, E9.4); theirs is in a header.
          const bodyOf = (sequence: number | null): string =>
            JSON.stringify(messageId === event.id || sequence === null ? message : { ...message, sequence });
          return { event, endpointId, eventType: webhook.eventType, messageId, connectionId: connectionOf(event), bodyOf };
        }),
      );
  });
};
