import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeviceStage, type DeviceStage } from "../../apps/server/test/device-stage.ts";
import { activations, reactivations, severalUsers } from "./authenticator/enrolment.ts";
import { anonymousSignIn, settings, signIns, tokens } from "./authenticator/identity.ts";
import { openLedger } from "./authenticator/ledger.ts";
import { messages, operations } from "./authenticator/operations.ts";
import { printTable } from "./authenticator/print-table.ts";
import { anonymousUser, offlineCodes, requests, updates } from "./authenticator/requests.ts";
import { openScene, type Scene } from "./authenticator/scene.ts";
import { changedPin, logins, lostLine } from "./authenticator/session.ts";
import { refusedAnswers } from "./authenticator/refused-answers.ts";
import { refusedCodes } from "./authenticator/refused-codes.ts";
import { enrolmentsByVersion, refusedEnrolments, refusedReactivations, registerVersions } from "./authenticator/refused-enrolments.ts";
import { lockedPins, refusedLogins, refusedOfflineLogins } from "./authenticator/refused-logins.ts";
import { refusedProperties, refusedRequests, refusedUpdates } from "./authenticator/refused-requests.ts";
import { stepUp } from "./authenticator/step-up.ts";
import { openStatuses, printStatuses } from "./authenticator/status-report.ts";
import { serverAway, serverFaulty, sessionOver, tooManyRequests } from "./authenticator/troubles.ts";

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
  it("sign-ins at the identity provider", () => signIns(scene));
  it("an anonymous user of the identity provider", () => anonymousSignIn(scene));
  it("tokens for others", () => tokens(scene));
  it("a fresh sign-in for an operation", () => stepUp(scene));
  it("languages and nonces", () => settings(scene));

  it("refused activations and additions", () => refusedEnrolments(scene));
  it("versions that are registered, old, withdrawn or unknown", async () => {
    await registerVersions(scene);
    await enrolmentsByVersion(scene);
  });
  it("refused reactivations", () => refusedReactivations(scene));
  it("refused logins", () => refusedLogins(scene));
  it("refused logins of those who stay logged in", () => refusedOfflineLogins(scene));
  it("the fifth wrong PIN", () => lockedPins(scene));
  it("offline codes that cannot be made", () => refusedCodes(scene));
  it("refused and late answers", () => refusedAnswers(scene));
  it("refused properties", () => refusedProperties(scene));
  it("refused requests", () => refusedRequests(scene));
  it("refused updates", () => refusedUpdates(scene));
  it("nobody answers", () => serverAway(scene));
  it("the server fails", () => serverFaulty(scene));
  it("too many requests", () => tooManyRequests(scene));
  it("a session that is over", () => sessionOver(scene));

  it("are all proved", () => {
    const report = ledger.report();
    process.stdout.write(`${printTable(report)}\n\n${printStatuses(report)}\n`);
    expect(report).toHaveLength(112);
    expect(report.flatMap(({ key, proof }) => (proof ? [] : [key]))).toEqual([]);
    expect(openStatuses(report)).toEqual([]);
  });
});
