import type { TestDevice } from "../../apps/server/test/device-client.ts";
import type { Kind } from "../session/measure.ts";
import type { BenchServer } from "../session/server.ts";
import { ask, PIN } from "./people.ts";

interface Asked {
  readonly device: TestDevice;
  readonly operationId: string;
}

/** Somebody who approves. */
export interface Approver {
  readonly id: string;
  readonly device: TestDevice;
}

const approvers = (people: readonly Approver[], client: number): Approver => {
  const one = people[client];
  if (!one) throw new Error(`there is no client ${client}`);
  return one;
};

/** Take up, prove the PIN in two messages, sign: four requests and a receipt. */
export const pinKind = (server: BenchServer, people: readonly Approver[]): Kind<Asked> => ({
  name: "approval with the PIN (4 requests)",
  bar: "",
  prepare: async (client) => {
    const { id, device } = approvers(people, client);
    return { device, operationId: await ask(server, id, "PIN") };
  },
  send: async ({ device, operationId }) => {
    const { signed } = await device.send("operation.start", { operationId });
    const { display } = await device.provePin(operationId, signed, PIN);
    await device.approve(signed, display.text);
  },
});

/** Take up and sign: two requests and a receipt. */
export const keyKind = (server: BenchServer, people: readonly Approver[]): Kind<Asked> => ({
  name: "approval by the device key (2 requests)",
  bar: "",
  prepare: async (client) => {
    const { id, device } = approvers(people, client);
    return { device, operationId: await ask(server, id, "NONE") };
  },
  send: async ({ device, operationId }) => {
    const { signed, display } = await device.send("operation.start", { operationId });
    await device.approve(signed, display?.text ?? "");
  },
});
