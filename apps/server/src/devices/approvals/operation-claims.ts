import type { OperationClaims } from "@drawbridge/contract";
import type { Device, Operation } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { hashJson, hashText } from "./canonical-json.ts";
import { refOf, type Person } from "../device-user.ts";

/** What the server signs about an operation for one device, and what the device's approval must repeat. */
export const operationClaims = (
  operation: Operation,
  { person, device, nonce }: { readonly person: Person; readonly device: Device; readonly nonce: string },
): OperationClaims => {
  const { tenantId, userId } = refOf(person);
  return {
    txId: printId("op", operation.id),
    tenant: tenantId,
    user: userId,
    deviceId: printId("dev", device.id),
    dataHash: hashJson(operation.data),
    textHash: hashText(operation.text),
    nonce,
    deadline: operation.deadline.toISOString(),
  };
};
