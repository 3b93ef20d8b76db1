import { Secret } from "@drawbridge/adapter-kit";
import type { EventSink } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { Envelope, type Vault } from "../vault/vault.ts";

const Secrets = Type.Record(Type.String(), Type.String());

const purposeOf = ({ tenantId, id }: Pick<EventSink, "tenantId" | "id">) => ({ tenantId, userId: "", ownerId: id, purpose: "sink_secrets" as const });

/** Seals what a sink signs in with. */
export const sealSecrets = (vault: Vault, sink: Pick<EventSink, "tenantId" | "id">, secrets: Readonly<Record<string, string>>): Envelope =>
  vault.seal(new Secret(JSON.stringify(secrets)), purposeOf(sink));

/** Opens it for sending. */
export const openSecrets = (vault: Vault, sink: EventSink): Readonly<Record<string, string>> =>
  Value.Parse(Secrets, JSON.parse(vault.open(Value.Parse(Envelope, sink.sealed), purposeOf(sink)).reveal()));
