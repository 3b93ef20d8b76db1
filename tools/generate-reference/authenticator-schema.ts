import { astEntriesOf, astEventCatalogue, AstEnvelope } from "@drawbridge/contract";

/** JSON Schema of every event's payload, and of the envelope that carries it. */
export const authenticatorSchema = (): object => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:drawbridge:authenticator-events",
  title: "Authenticator events",
  $ref: "#/$defs/Envelope",
  $defs: {
    Envelope: AstEnvelope,
    ...Object.fromEntries([...new Set(astEventCatalogue.map(({ name }) => name))].map((name) => [name, payloadOf(name)])),
  },
});

const payloadOf = (name: string): object => {
  const [only, ...more] = astEntriesOf(name).map(({ payload }) => payload);
  return only && more.length === 0 ? only : { anyOf: [only, ...more] };
};
