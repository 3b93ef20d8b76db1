import { randomUUID } from "node:crypto";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { createTestDevice, type TestDevice } from "../../apps/server/test/device-client.ts";
import type { BenchServer } from "../session/server.ts";

/** PIN of everybody here. */
export const PIN = "135790";

const Made = Type.Object({ id: Type.String() });
const Code = Type.Object({ activationCode: Type.String() });

/** Calls the administration. */
export const post = async ({ origin, apiToken }: Pick<BenchServer, "origin" | "apiToken">, path: string, body: object): Promise<unknown> => {
  const headers = { authorization: `Bearer ${apiToken}`, "content-type": "application/json", "idempotency-key": randomUUID() };
  const answer = await fetch(`${origin}${path}`, { method: path.endsWith("policies") ? "PUT" : "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

/** A person as the channel names them, and a code for a device of theirs. */
export interface Person {
  readonly id: string;
  readonly ref: { readonly tenantId: string; readonly userId: string };
  readonly code: string;
}

/** Makes somebody. */
export const newPerson = async (server: BenchServer, externalId: string): Promise<Person> => {
  const { id } = Value.Parse(Made, await post(server, "/v1/users", { externalId }));
  const made = await post(server, `/v1/users/${id}/activation-codes`, { purpose: "activation", reason: "benchmark" });
  return { id, ref: { tenantId: "development", userId: externalId }, code: Value.Parse(Code, made).activationCode };
};

/** Somebody whose device is logged in. Its client does not stretch the PIN: what is measured is the server. */
export const enrol = async (server: BenchServer, externalId: string): Promise<Person & { readonly device: TestDevice }> => {
  const person = await newPerson(server, externalId);
  const device = await createTestDevice(server.origin);
  await device.activate(person.ref, person.code, PIN);
  await device.logIn(person.ref, PIN);
  return { ...person, device };
};

/** Puts an operation to somebody; answers its id. */
export const ask = async (server: BenchServer, userId: string, factor: "PIN" | "NONE"): Promise<string> =>
  Value.Parse(Made, await post(server, "/v1/operations", { userId, text: "Pay 12.50 EUR to Ada?", factor, answerTimeout: 3600 })).id;
