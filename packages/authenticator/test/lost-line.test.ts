import { describe, expect, it } from "vitest";
import { createDeviceStage } from "../../../apps/server/test/device-stage.ts";
import { enrolWithMc, pin } from "./enrol-with-mc.ts";
import { openApp } from "./person-with-mc.ts";

describe("a line that is lost", () => {
  it("is told, tried again, and ends in a restart; codes still come, logins say why not, and no call hangs", async () => {
    const stage = await createDeviceStage();
    const { mc, ref, next, heard, throwAway } = await enrolWithMc(stage, "lost", { reconnect: { tries: 2, everyMs: 20 } });
    await mc.call("GenerateOtp", {});
    await next("LoginResult");
    await stage.close();
    expect(await next("ServerConnection")).toMatchObject({ payload: { connectionState: "CONNECTION_LOST" } });
    expect(await next("ServerConnection")).toMatchObject({ payload: { connectionState: "NOT_REACHABLE" } });
    expect(await next("RestartResult")).toMatchObject({ payload: { sdkState: "LOGIN_REQUIRED", userList: [ref] } });
    await mc.call("Login", { userIdentifier: ref, pin });
    expect(await next("LoginResult")).toMatchObject({ payload: { status: "kNotReachable" } });
    expect(await mc.call("GenerateOtp", { userIdentifier: ref, pin })).toMatchObject({
      payload: { status: "kOk", otp: expect.stringMatching(/^\d{8}$/) },
    });
    const busy = heard().filter(({ name }) => name === "Busy" || name === "Idle");
    expect(busy.map(({ name }) => name)).toEqual(busy.map((_event, at) => (at % 2 === 0 ? "Busy" : "Idle")));
    await throwAway();
  });

  it("does not keep an app from starting, and what it is asked while it closes is refused", async () => {
    const person = await openApp("http://127.0.0.1:9");
    expect(await person.start()).toMatchObject({ payload: { status: "kOk", sdkState: "ACTIVATION_REQUIRED" } });
    const open = person.mc.call("CreateAnonymousUser", { tenantId: "one" });
    const closing = person.throwAway();
    expect((await open).name).toMatch(/InvalidState|CreateAnonymousUserResult/);
    await closing;
  });
});
