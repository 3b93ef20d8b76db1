import {
  AstEnvelope,
  astEntriesOf,
  astEventCatalogue,
  astFactsOf,
  DEVICE_CHANNEL_PATH,
  deviceChannel,
  DeviceReply,
  DeviceRequest,
  DeviceServerEvent,
  type AstDirection,
  type AstEventName,
} from "@drawbridge/contract";

type Named = Readonly<Record<string, object>>;

const names: readonly AstEventName[] = [...new Set(astEventCatalogue.map(({ name }) => name))];

const payloadOf = (name: AstEventName): object => {
  const [only = {}, ...more] = astEntriesOf(name).map(({ payload }) => payload);
  return more.length === 0 ? only : { anyOf: [only, ...more] };
};

/** An event in its envelope, with what the catalogue says of it. */
const eventMessage = (name: AstEventName): object => {
  const { group, kind, environment, allowedIn, result, statuses, addedStatuses, resend } = astFactsOf(name);
  const own = { type: "object", properties: { name: { const: name }, payload: { $ref: `#/components/schemas/${name}` } } };
  return {
    name,
    title: name,
    summary: `${group}: ${kind}`,
    payload: { allOf: [{ $ref: "#/components/schemas/Envelope" }, own] },
    "x-rows": astEntriesOf(name).flatMap(({ row }) => (row === null ? [] : [row])),
    "x-kind": kind,
    ...(environment.length > 0 && { "x-environment": environment }),
    ...(allowedIn.length > 0 && { "x-allowed-in": allowedIn }),
    ...(result !== null && { "x-result": result }),
    ...(statuses.length > 0 && { "x-statuses": [...statuses, ...addedStatuses] }),
    ...(resend && { "x-resend": true }),
  };
};

const eventsOf = (direction: AstDirection): Named =>
  Object.fromEntries(names.filter((name) => astFactsOf(name).direction === direction).map((name) => [name, eventMessage(name)]));

const requestName = (name: string): string => `device.${name}`;

const requestMessages: Named = Object.fromEntries(
  Object.entries(deviceChannel).map(([name, { payload, reply, session }]) => [
    requestName(name),
    {
      name,
      title: name,
      summary: session === "needed" ? "In a session." : "Without a session.",
      payload: { allOf: [{ $ref: "#/components/schemas/DeviceRequest" }, { type: "object", properties: { name: { const: name }, payload } }] },
      "x-reply": reply,
    },
  ]),
);

const serverMessages: Named = {
  "device.reply": { name: "reply", title: "Reply", payload: { $ref: "#/components/schemas/DeviceReply" } },
  "device.event": { name: "event", title: "Server event", payload: { $ref: "#/components/schemas/DeviceServerEvent" } },
};

const inComponents = (messages: Named): Named =>
  Object.fromEntries(Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]));
const inChannel = (channel: string, messages: Named): readonly object[] =>
  Object.keys(messages).map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }));

const [fromUi, fromMc] = [eventsOf("UI->MC"), eventsOf("MC->UI")];

const operation = (action: "send" | "receive", channel: string, { summary, messages }: { readonly summary: string; readonly messages: Named }) => ({
  action,
  channel: { $ref: `#/channels/${channel}` },
  summary,
  messages: inChannel(channel, messages),
});

/** The AsyncAPI document of the authenticator: what a screen and its controller say to each other, and what the controller asks the server. */
export const authenticatorAsyncApi = (): object => ({
  asyncapi: "3.0.0",
  id: "urn:drawbridge:authenticator",
  info: {
    title: "Drawbridge Authenticator",
    version: "1.0.0",
    description: "Events between a screen (UI) and the master controller (MC) of a device, and the channel between the MC and the server.",
    license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
  },
  defaultContentType: "application/json",
  channels: {
    screen: {
      address: null,
      title: "Screen and controller",
      description: "In one process, or over postMessage. Replies and what a call causes carry the id of the call in correlationId.",
      messages: inComponents({ ...fromUi, ...fromMc }),
    },
    device: {
      address: DEVICE_CHANNEL_PATH,
      title: "Controller and server",
      description: "A WebSocket, or one POST per request. Every request but nonce.get carries a proof of the device key.",
      messages: inComponents({ ...requestMessages, ...serverMessages }),
    },
  },
  operations: {
    tellController: operation("send", "screen", { summary: "The screen calls its controller.", messages: fromUi }),
    hearController: operation("receive", "screen", { summary: "The controller answers, asks and tells.", messages: fromMc }),
    askServer: operation("send", "device", { summary: "The controller asks the server.", messages: requestMessages }),
    hearServer: operation("receive", "device", { summary: "The server answers and tells.", messages: serverMessages }),
  },
  components: {
    messages: { ...fromUi, ...fromMc, ...requestMessages, ...serverMessages },
    schemas: {
      Envelope: AstEnvelope,
      DeviceRequest,
      DeviceReply,
      DeviceServerEvent,
      ...Object.fromEntries(names.map((name) => [name, payloadOf(name)])),
    },
  },
});
