import { connectDefinitions } from "./definitions.ts";

/** The JSON Schema bundle: a value is valid when it is a message of the page; every part can be referred to by name. */
export const connectSchema = (): object => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:drawbridge:connect-events",
  title: "Drawbridge Connect: events and messages",
  description: "Messages between the Connect page and its host. `UserEvent` and each event stand in `$defs` under their own names.",
  $ref: "#/$defs/PageMessage",
  $defs: connectDefinitions("#/$defs/"),
});
