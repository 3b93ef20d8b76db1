import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeviceStage, type DeviceStage } from "../../apps/server/test/device-stage.ts";
import { activations, reactivations, severalUsers } from "./authenticator/enrolment.ts";
import { openLedger } from "./authenticator/ledger.ts";
import { notYet } from "./authenticator/not-yet.ts";
import { probeNotYet } from "./authenticator/not-yet-probes.ts";
import { messages, operations } from "./authenticator/operations.ts";
import { printTable } from "./authenticator/print-table.ts";
import { anonymousUser, offlineCodes, requests, updates } from "./authenticator/requests.ts";
import { openScene, type Scene } from "./authenticator/scene.ts";
import { changedPin, logins, lostLine } from "./authenticator/session.ts";

let stage: DeviceStage;
let scene: Scene;
const ledger = openLedger();
beforeAll(async () => {
  stage = await createDeviceStage();
  scene = openScene(stage, ledger);
});
afterAll(() => stage.close());

describe("the rows of the source table between the real MC and the real server", () => {
  it("activation", () => activations(scene));
  it("reactivation", () => reactivations(scene));
  it("several users", () => severalUsers(scene));
  it("logins", () => logins(scene));
  it("change of the PIN", () => changedPin(scene));
  it("operations", () => operations(scene));
  it("messages", () => messages(scene));
  it("requests", () => requests(scene));
  it("offline codes", () => offlineCodes(scene));
  it("updates", () => updates(scene));
  it("an anonymous user", () => anonymousUser(scene));
  it("a line that is lost", () => lostLine(scene));
  it("what cannot be had yet", () => probeNotYet(scene));

  it("are all proved, or named with the reason why not", () => {
    const report = ledger.report();
    process.stdout.write(`${printTable(report)}\n`);
    expect(report).toHaveLength(112);
    const unproved = report.flatMap(({ key, proof }) => (proof ? [] : [key]));
    expect(unproved).toEqual(report.flatMap(({ key }) => (key in notYet ? [key] : [])));
    expect(report.flatMap(({ key, succeeded }) => (succeeded && key in notYet ? [key] : []))).toEqual([]);
  });
});
