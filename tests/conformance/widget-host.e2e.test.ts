import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { closeByHand, heading, launchBrowser, signIn } from "../e2e/support.ts";
import { serveHost, type HostServer } from "./serve-host.ts";
import { testCookies } from "./widget-cookie-cases.ts";
import { bankOf, connected, connectionId, credentials, found, loaded, message, redirect, status, step } from "./widget-messages.ts";
import { atHarbour, finish, oneConnection, search, signInAtHarbour } from "./widget-person.ts";
import { goBack, newUser, openAddress, openWidget, stateOf, transactions, versions, type WidgetStage } from "./widget-stage.ts";

let drawbridge: TestDrawbridge;
let host: HostServer;
let browser: Browser;
let stage: WidgetStage;

beforeAll(async () => {
  [drawbridge, host, browser] = await Promise.all([startDrawbridge(), serveHost(), launchBrowser(process.env)]);
  stage = { server: drawbridge.server, host, browser };
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await drawbridge.close();
});

describe.each(versions)("a host written from the contract, %s", (version) => {
  it("hears a connection with credentials, then a refresh of it", async () => {
    const user = newUser();
    const visit = await openWidget(stage, version, { ...transactions, userId: user });
    await search(visit, "Drawbridge Bank");
    await signIn(visit.frame, "user_ok", "pass_ok");
    const list = await finish(visit);
    expect(list).toEqual([
      ...found("Drawbridge Bank", credentials),
      message("enterCredentials", { institution: bankOf(credentials) }),
      step("enterCreds", "connecting"),
      status(credentials, 0),
      ...connected(credentials),
    ]);
    const connection = oneConnection(list);
    await visit.close();
    const again = await openWidget(stage, version, {
      ...transactions,
      userId: user,
      connectionId: connection,
      aggregator: "sandbox",
      institutionId: credentials,
    });
    await again.frame.getByLabel("Username").waitFor();
    expect(await again.frame.getByRole("combobox").count()).toBe(0);
    expect(await again.frame.getByRole("button", { name: "Back" }).count()).toBe(0);
    await signIn(again.frame, "user_ok", "pass_ok");
    const refreshed = await finish(again);
    expect(refreshed).toEqual([
      loaded("enterCreds"),
      message("updateCredentials", { institution: bankOf(credentials), member_guid: connection }),
      step("enterCreds", "connecting"),
      status(credentials, 0),
      ...connected(credentials),
    ]);
    expect(oneConnection(refreshed)).toBe(connection);
    await again.close();
  });

  it("hears of a challenge", async () => {
    const visit = await openWidget(stage, version, { ...transactions, userId: newUser() });
    await search(visit, "Drawbridge Bank");
    await signIn(visit.frame, "user_mfa_otp", "pass_ok");
    await visit.frame.locator("input[autocomplete=one-time-code]").fill("123456");
    await visit.frame.getByRole("button", { name: "Continue" }).click();
    expect(await finish(visit)).toEqual([
      ...found("Drawbridge Bank", credentials),
      message("enterCredentials", { institution: bankOf(credentials) }),
      step("enterCreds", "connecting"),
      status(credentials, 3),
      step("connecting", "mfa"),
      message("submitMFA", { member_guid: connectionId }),
      step("mfa", "connecting"),
      status(credentials, 0),
      ...connected(credentials),
    ]);
    await visit.close();
  });

  it("hears of a bank's own page, then of a refresh there", async () => {
    const user = newUser();
    const visit = await openWidget(stage, version, { ...transactions, userId: user });
    await search(visit, "Harbour Bank");
    await atHarbour(visit.frame, visit.page, "Allow");
    const list = await finish(visit);
    const requested = message("oauthRequested", { url: expect.stringMatching(/^http/), member_guid: connectionId });
    expect(list).toEqual([
      ...found("Harbour Bank", redirect),
      requested,
      step("enterCreds", "connecting"),
      status(redirect, 0),
      ...connected(redirect),
    ]);
    const connection = oneConnection(list);
    await visit.close();
    const again = await openWidget(stage, version, {
      ...transactions,
      userId: user,
      connectionId: connection,
      aggregator: "sandbox",
      institutionId: redirect,
    });
    await atHarbour(again.frame, again.page, "Allow");
    const refreshed = await finish(again);
    expect(refreshed).toEqual([loaded("enterCreds"), requested, step("enterCreds", "connecting"), status(redirect, 0), ...connected(redirect)]);
    expect(oneConnection(refreshed)).toBe(connection);
    await again.close();
  });

  it("hears that the person said no at the bank", async () => {
    const visit = await openWidget(stage, version, { ...transactions, userId: newUser() });
    await search(visit, "Harbour Bank");
    await atHarbour(visit.frame, visit.page, "Deny");
    await visit.heard("connect/oauthError");
    await expect
      .poll(() => stateOf(visit.page))
      .toEqual([
        ...found("Harbour Bank", redirect),
        message("oauthRequested", { url: expect.any(String), member_guid: connectionId }),
        step("enterCreds", "connecting"),
        step("connecting", "oauthError"),
        message("oauthError", { member_guid: connectionId, error_reason: "DENIED" }),
      ]);
    await visit.close();
  });

  it("hears that the person closed the bank's window and gave up", async () => {
    const visit = await openWidget(stage, version, { ...transactions, userId: newUser() });
    await search(visit, "Harbour Bank");
    const [bank] = await Promise.all([
      visit.page.context().waitForEvent("page"),
      visit.frame.getByRole("button", { name: /Go to Harbour Bank/ }).click(),
    ]);
    await closeByHand(bank);
    await visit.frame.getByText(/looks like the window was closed/).waitFor();
    await visit.frame.getByRole("button", { name: "Cancel" }).click();
    await visit.heard("connect/oauthError");
    await expect
      .poll(() => stateOf(visit.page))
      .toEqual([
        ...found("Harbour Bank", redirect),
        message("oauthRequested", { url: expect.any(String), member_guid: connectionId }),
        step("enterCreds", "oauthError"),
        message("oauthError", { member_guid: connectionId, error_reason: "CANCELLED" }),
      ]);
    await visit.close();
  });

  it("hears of bad credentials", async () => {
    const visit = await openWidget(stage, version, { ...transactions, userId: newUser() });
    await search(visit, "Drawbridge Bank");
    await signIn(visit.frame, "user_ok", "wrong");
    await visit.heard("connect/memberError");
    await expect
      .poll(() => stateOf(visit.page))
      .toEqual([
        ...found("Drawbridge Bank", credentials),
        message("enterCredentials", { institution: bankOf(credentials) }),
        step("enterCreds", "connecting"),
        status(credentials, 2),
        step("connecting", "enterCreds"),
        message("memberError", { member: { guid: connectionId, connection_status: 2 } }),
      ]);
    await visit.close();
  });

  it.each([
    [true, 1],
    [false, 0],
  ] as const)("singleAccountSelect %s asks for an account %d times", async (singleAccountSelect, times) => {
    const visit = await openWidget(stage, version, { jobTypes: "accountNumber", userId: newUser(), institutionId: credentials, singleAccountSelect });
    await signIn(visit.frame, "user_ok", "pass_ok");
    if (times > 0) {
      await visit.frame.getByRole("radio").first().check();
      await visit.frame.getByRole("button", { name: "Share and continue" }).click();
    }
    const list = await finish(visit);
    const asked = [status(credentials, 3), step("connecting", "mfa"), message("submitMFA", { member_guid: connectionId })];
    const order = times > 0 ? [...asked, status(credentials, 0), step("mfa", "connecting")] : [status(credentials, 0)];
    expect(list).toEqual([
      loaded("enterCreds"),
      message("enterCredentials", { institution: bankOf(credentials) }),
      step("enterCreds", "connecting"),
      ...order,
      ...connected(credentials),
    ]);
    await visit.close();
  });

  it("institutionId hides the search and the way back, and says so when asked", async () => {
    const visit = await openWidget(stage, version, { ...transactions, userId: newUser(), institutionId: credentials });
    await visit.frame.getByLabel("Username").waitFor();
    expect(await visit.frame.getByRole("combobox").count()).toBe(0);
    expect(await visit.frame.getByRole("button", { name: "Back" }).count()).toBe(0);
    await expect.poll(() => stateOf(visit.page)).toEqual([loaded("enterCreds")]); // the form is there before the host has heard of it
    await goBack(visit.page);
    await visit.heard("navigation");
    await expect.poll(() => stateOf(visit.page)).toEqual([loaded("enterCreds"), { type: "navigation", metadata: { did_go_back: false } }]);
    await visit.close();
  });

  it("goes back when the host asks for it, and says so", async () => {
    const visit = await openWidget(stage, version, { ...transactions, userId: newUser() });
    await search(visit, "Drawbridge Bank");
    await visit.frame.getByLabel("Username").waitFor();
    await expect.poll(() => stateOf(visit.page)).toEqual(found("Drawbridge Bank", credentials));
    await goBack(visit.page);
    await heading(visit.frame, /Find your bank/);
    await visit.heard("connect/backToSearch");
    await visit.page.waitForFunction(() => (window.host as unknown as { readonly messages: readonly unknown[] }).messages.length === 7);
    const list = await stateOf(visit.page);
    expect(list.slice(4)).toEqual([
      { type: "navigation", metadata: { did_go_back: true } },
      message("backToSearch", {}),
      step("enterCreds", "search"),
    ]);
    await visit.close();
  });
});

describe("errors and their buttons", () => {
  const memberError = (name: string, connection_status: number): object => message(name, { member: { guid: connectionId, connection_status } });
  const entering = [message("enterCredentials", { institution: bankOf(credentials) }), step("enterCreds", "connecting")];

  it("tells of a connection that could not be created, then of an account that is missing, each with its button", async () => {
    const visit = await openWidget(stage, "v2", { ...transactions, userId: newUser(), institutionId: credentials });
    await signIn(visit.frame, "user_err_100", "pass_ok");
    await visit.frame.getByRole("button", { name: "Try again" }).click();
    await signIn(visit.frame, "user_noaccounts", "pass_ok");
    await visit.frame.getByRole("button", { name: "Sign in with other details" }).click();
    await visit.frame.getByLabel("Username").waitFor();
    await visit.heard("connect/invalidData/primaryAction");
    await expect
      .poll(() => stateOf(visit.page))
      .toEqual([
        loaded("enterCreds"),
        ...entering,
        message("createMemberError", { institution_guid: credentials, institution_code: credentials }),
        status(credentials, 14),
        step("connecting", "actionableError"),
        memberError("memberError", 14),
        memberError("memberError/primaryAction", 14),
        step("actionableError", "enterCreds"),
        ...entering,
        status(credentials, 6),
        step("connecting", "actionableError"),
        message("invalidData", { member: { guid: connectionId, code: 1000 } }),
        message("invalidData/primaryAction"),
        step("actionableError", "enterCreds"),
      ]);
    await visit.close();
  });

  it("gives a bank's own error by its reason, and its button no name", async () => {
    const visit = await openWidget(stage, "v2", { ...transactions, userId: newUser(), institutionId: redirect });
    await signInAtHarbour(visit.frame, visit.page, "user_oauth_error");
    await visit.frame.getByRole("button", { name: "Try again" }).click();
    await visit.frame.getByRole("button", { name: /Go to Harbour Bank/ }).waitFor();
    await visit.heard("connect/oauthError");
    await expect
      .poll(() => stateOf(visit.page))
      .toEqual([
        loaded("enterCreds"),
        message("oauthRequested", { url: expect.any(String), member_guid: connectionId }),
        step("enterCreds", "connecting"),
        status(redirect, 14),
        step("connecting", "oauthError"),
        message("oauthError", { member_guid: connectionId, error_reason: "PROVIDER_ERROR" }),
        step("oauthError", "enterCreds"),
      ]);
    await visit.close();
  });
});

describe("the first version with nothing but what it requires", () => {
  it("tells its embedder, and at last that the session timed out", async () => {
    const visit = await openAddress(stage, `${drawbridge.server}/widget?jobTypes=transactions&userId=${newUser()}`, (context) =>
      context.clock.install(),
    );
    await visit.heard("connect/loaded");
    await expect.poll(() => stateOf(visit.page)).toEqual([loaded("search")]);
    const { clock } = visit.page.context();
    await clock.fastForward("09:05");
    await visit.frame.getByRole("dialog", { name: /still there/ }).waitFor();
    await clock.fastForward("01:00");
    await visit.heard("connect/sessionTimeout");
    await expect.poll(() => stateOf(visit.page)).toEqual([loaded("search"), message("sessionTimeout", {})]);
    await visit.close();
  });
});

testCookies(
  () => stage,
  () => drawbridge,
);
