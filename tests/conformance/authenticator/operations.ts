import { createLocalJWKSet, jwtVerify } from "jose";
import { expect } from "vitest";
import { pin, type Enrolled } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import type { Scene } from "./scene.ts";

const text = "Pay 12.50 EUR to Ada?";

const ask = async ({ stage }: Scene, { userId, mc, next }: Enrolled, fields: object = {}): Promise<string> => {
  const { body } = await stage.admin("POST /v1/operations", { userId, text, data: { amount: "12.50" }, ...fields });
  await next("TriggerBanner");
  await mc.call("StartTransaction", {});
  return String(body.id);
};

/** Approved with PIN and with a token, refused, run out of time, cancelled by the server: each with the record it leaves. */
export const operations = async (scene: Scene): Promise<void> => {
  const { stage, ledger, enrolled } = scene;
  const person = await enrolled("c-approver");
  const { mc, next } = person;
  const end = async (): Promise<unknown> => (await next("TransactionEnd")).payload["status"];
  const stateOf = async (id: string): Promise<unknown> => (await stage.admin(`GET /v1/operations/${id}`)).body.state;

  const approved = await ask(scene, person);
  await next("TransactionPINRequiredRequest");
  await mc.call("ProvidePIN", { confirmationType: "OK", pin: "999999" });
  expect(await next("ProvidePINResult")).toMatchObject({ payload: { status: "kInvalidPin", retryCounter: 4 } });
  await next("TransactionPINRequiredRequest");
  await mc.call("ProvidePIN", { confirmationType: "OK", pin });
  const { payload: shown } = await next("DisplayConfirmationRequest");
  const transactionInformation = String(shown["transactionInformation"]);
  await mc.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: `${transactionInformation} ` });
  expect(await next("DisplayConfirmationResult")).toMatchObject({ payload: { status: "kInvalidParameter" } });
  await mc.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation });
  expect(await end()).toBe("kOk");
  const { body } = await stage.admin(`GET /v1/operations/${approved}/result`);
  const keys = createLocalJWKSet(await (await fetch(`${stage.origin}/device/v1/keys`)).json());
  const { payload } = await jwtVerify(body.receipt, keys, { typ: "drawbridge-receipt+jws" });
  expect(payload).toMatchObject({ decision: "ACCEPTED", text });
  const asked = ["TriggerBanner", "StartTransaction", "TransactionPINRequiredRequest", "ProvidePIN", "ProvidePINResult"];
  const confirmed = ["DisplayConfirmationRequest", "DisplayConfirmation", "DisplayConfirmationResult", "TransactionEnd"];
  ledger.saw("ProvidePINResult", { kInvalidPin: "the receipt names the later PIN's approval alone" });
  ledger.prove([...asked, ...confirmed], { by: "an operation approved with the PIN", checked: "the receipt, verified by jose: this text, ACCEPTED" });

  const withToken = await ask(scene, person, { factor: "TOKEN", token: "482913" });
  await next("TransactionTokenRequiredRequest");
  await mc.call("ProvideToken", { confirmationType: "OK", token: "000000" });
  expect(await next("ProvideTokenResult")).toMatchObject({ payload: { status: "kInvalidToken" } });
  expect(await stateOf(withToken)).toBe("RETRIEVED");
  await next("TransactionTokenRequiredRequest");
  await mc.call("ProvideToken", { confirmationType: "OK", token: "482913" });
  const { payload: again } = await next("DisplayConfirmationRequest");
  await mc.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: String(again["transactionInformation"]) });
  expect(await end()).toBe("kOk");
  expect(await stateOf(withToken)).toBe("ACCEPTED");
  const rows = ["TransactionTokenRequiredRequest", "ProvideToken", "ProvideTokenResult"];
  ledger.saw("ProvideTokenResult", { kInvalidToken: "the operation waits on in the admin API" });
  ledger.prove(rows, { by: "an operation approved with a token", checked: "the operation is ACCEPTED in the admin API" });

  const refused = await ask(scene, person);
  await next("TransactionPINRequiredRequest");
  await mc.call("ProvidePIN", { confirmationType: "CANCEL", pin: "" });
  expect([await end(), await stateOf(refused)]).toEqual(["kUserCancel", "REJECTED"]);

  const late = await ask(scene, person, { factor: "NONE" });
  await next("DisplayConfirmationRequest");
  await mc.call("DisplayConfirmation", { confirmationType: "TIMEOUT", transactionInformation: "" });
  expect([await end(), await stateOf(late)]).toEqual(["kUserConfirmationTimeout", "TIMEOUT"]);

  const cancelled = await ask(scene, person);
  await next("TransactionPINRequiredRequest");
  await stage.admin(`DELETE /v1/operations/${cancelled}?reason=over`);
  expect([await end(), await stateOf(cancelled)]).toEqual(["kServerCancel", "CANCELLED"]);
  await person.throwAway();
};

/** A message: delivered is not read, and read is on the record. */
export const messages = async ({ stage, ledger, byToken }: Scene): Promise<void> => {
  const { mc, next, userId, throwAway } = await byToken("c-reader");
  const { body } = await stage.admin("POST /v1/messages", { userId, text: "Your consent ends soon." });
  await next("TriggerBanner");
  await mc.call("StartDisplayMessage", {});
  expect(await next("DisplayMessage")).toMatchObject({ payload: { messageInformation: "Your consent ends soon." } });
  await mc.call("StartDisplayMessage", {});
  await expect.poll(async () => (await stage.admin(`GET /v1/messages/${body.id}`)).body.readAt).not.toBeNull();
  ledger.prove(["StartDisplayMessage", "DisplayMessage"], { by: "a message that is read", checked: "its read receipt in the admin API" });
  await throwAway();
};
