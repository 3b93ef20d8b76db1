import { expect } from "vitest";
import { allCapabilities, codeFor, registerApp } from "./identity.ts";
import type { Scene } from "./scene.ts";

const MINUTE_MS = 60_000;
const status = (value: string) => ({ payload: { status: value } });

/** An operation that wants a fresh sign-in: the app is asked for one, and the operation is offered again after it. */
export const stepUp = async (scene: Scene): Promise<void> => {
  const { stage, open } = scene;
  await allCapabilities(scene);
  const clientId = await registerApp(scene);
  const { id: userId, ref } = await stage.newUser("c-step-up");
  const person = await open();
  const { mc, next } = person;
  const signIn = async (): Promise<void> => {
    const { authCode } = await codeFor(scene, person, { userId, clientId });
    expect(await mc.send("SetAuthorisationCode", { tenantId: "one", authCode, clientId })).toMatchObject(status("kOk"));
  };
  await signIn();
  const wish = { userId, text: "Pay?", factor: "NONE", requireFreshnessOfAuthentication: 60, answerTimeout: 600 };
  const { body } = await stage.admin("POST /v1/operations", wish);
  await next("TriggerBanner");
  await scene.afterAWhile(2 * MINUTE_MS, async () => {
    await mc.call("StartTransaction", {});
    expect(await next("IdpLoginRequired")).toMatchObject({ payload: { userIdentifier: ref } });
  });
  expect(mc.at()).toBe("TX_STEPUP");
  expect(await mc.send("SetDeviceName", { deviceName: "Not now" })).toMatchObject({ name: "SetDeviceNameResult" }); // rule D3, Maverick
  await signIn();
  await next("TriggerBanner");
  await mc.call("StartTransaction", {});
  const { payload } = await next("DisplayConfirmationRequest");
  await mc.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: String(payload["transactionInformation"]) });
  expect(await next("TransactionEnd")).toMatchObject(status("kOk"));
  expect((await stage.admin(`GET /v1/operations/${body.id}`)).body.state).toBe("ACCEPTED");
  await person.throwAway();
};
