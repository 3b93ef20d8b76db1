import {
  connectEventCatalogue,
  connectEventExamples,
  connectHostMessages,
  connectPageMessages,
  type ConnectEventEntry,
  type ConnectMessageEntry,
} from "@drawbridge/contract";
import { connectDefinitions, messageName } from "./definitions.ts";

const base = "#/components/schemas/";
const channel = "#/channels/conversation";

/** One message by its name in the document. */
type Messages = Readonly<Record<string, object>>;

const userMessage = (entry: ConnectEventEntry): object => {
  const examples = Object.keys(entry.shapes).map((name) => ({ name, payload: { type: "user", data: connectEventExamples[name] } }));
  return {
    name: `user.${entry.name}`,
    title: entry.name,
    summary: entry.summary,
    payload: {
      type: "object",
      required: ["type", "data"],
      properties: { type: { const: "user" }, data: { $ref: `${base}${entry.name}` } },
      additionalProperties: false,
    },
    examples,
    "x-modes": entry.modes,
    "x-phases": entry.phases,
  };
};

const plainMessage = ({ type, summary }: ConnectMessageEntry): object => ({
  name: type,
  title: type,
  summary,
  payload: { $ref: `${base}${messageName(type)}` },
});

const fromPage: Messages = Object.fromEntries([
  ...connectPageMessages.filter(({ type }) => type !== "user").map((entry) => [entry.type, plainMessage(entry)] as const),
  ...connectEventCatalogue.map((entry) => [`user.${entry.name}`, userMessage(entry)] as const),
]);
const fromHost: Messages = Object.fromEntries(connectHostMessages.map((entry) => [entry.type, plainMessage(entry)] as const));

const refsTo = (messages: Messages): readonly object[] => Object.keys(messages).map((name) => ({ $ref: `${channel}/messages/${name}` }));
const componentRefs = (messages: Messages): Messages =>
  Object.fromEntries(Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]));

/** The AsyncAPI document of the conversation between the Connect page and its host. */
export const connectAsyncApi = (): object => ({
  asyncapi: "3.0.0",
  id: "urn:drawbridge:connect",
  info: {
    title: "Drawbridge Connect",
    version: "1.0.0",
    description: "What the Connect page and its host say to each other by window.postMessage or a native bridge.",
    license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
  },
  defaultContentType: "application/json",
  channels: {
    conversation: {
      address: null,
      title: "Page and host",
      description: "One page and the window or app that opened it. Nothing is sent before the first ping, nothing after done, cancel or error.",
      messages: componentRefs({ ...fromPage, ...fromHost }),
    },
  },
  operations: {
    tellHost: { action: "send", channel: { $ref: channel }, summary: "The page tells its host.", messages: refsTo(fromPage) },
    hearHost: { action: "receive", channel: { $ref: channel }, summary: "The host tells the page.", messages: refsTo(fromHost) },
  },
  components: { messages: { ...fromPage, ...fromHost }, schemas: connectDefinitions(base) },
});
