import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerDoorCases } from "./partner-door-cases.ts";
import { startDrawbridge, type TestDrawbridge } from "./start-drawbridge.ts";
import { chooseBank, launchBrowser, signIn } from "./support.ts";

let drawbridge: TestDrawbridge;
let browser: Browser;

beforeAll(async () => {
  [drawbridge, browser] = await Promise.all([startDrawbridge(), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await drawbridge.close();
});

const heading = (page: Page, name: RegExp) => page.getByRole("heading", { level: 1, name }).waitFor();

/** Opens a native link for a user and goes on to the search. */
const openSearch = async (externalId: string): Promise<Page> => {
  const made = await drawbridge.api("/v1/links", { method: "POST", body: { kind: "connect", user: { externalId } } });
  expect(made.status).toBe(201);
  const { url } = (await made.json()) as { url: string };
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: "Allow and continue" }).click();
  await heading(page, /Find your bank/);
  return page;
};

const send = (page: Page) => page.locator("form button[type=submit]").click();

const finish = async (page: Page): Promise<void> => {
  await heading(page, /Choose what to share/);
  await page.getByRole("checkbox", { name: "Select all" }).check();
  await page.getByRole("button", { name: "Share and continue" }).click();
  await page.getByRole("button", { name: "Done" }).click();
};

interface Logged {
  readonly type: string;
  readonly attemptId: string | null;
  readonly data: { readonly connection?: { readonly id: string } | null; readonly reason?: string };
}

/** All that is logged of a user. */
const logOf = async (externalId: string): Promise<readonly Logged[]> => {
  const made = await drawbridge.api("/v1/links", { method: "POST", body: { kind: "connect", user: { externalId } } });
  const { userId } = (await made.json()) as { userId: string };
  const answer = await drawbridge.api(`/v1/events?userId=${userId}`);
  return ((await answer.json()) as { events: readonly Logged[] }).events;
};

const typesOf = (events: readonly Logged[]): readonly string[] =>
  events.map(({ type }) => type).filter((type) => type !== "step.changed" && type !== "institution.searched" && !/^(sync|transactions)\./.test(type));

/** What was logged until the user's only session ended; what its connection does afterwards is its own affair. */
const ended = async (externalId: string): Promise<readonly Logged[]> => {
  const untilEnd = async () => {
    const events = (await logOf(externalId)).filter(({ type }) => type !== "connection.history_read");
    return events.slice(0, events.findIndex(({ type }) => type === "session.ended") + 1);
  };
  await expect.poll(async () => (await untilEnd()).length).toBeGreaterThan(0);
  return untilEnd();
};

describe("connecting a bank", () => {
  it("goes through a chain of three challenges, survives a reload, and gives the data", async () => {
    const page = await openSearch("chain");
    await chooseBank(page, "Drawbridge Bank");
    await signIn(page, "user_mfa_chain3", "pass_ok");
    await heading(page, /check that it is you/);
    await page.reload();
    await heading(page, /check that it is you/);
    await page.locator("form input").first().fill("blue");
    await send(page);
    await page.locator("input[autocomplete=one-time-code]").fill("123456");
    await send(page);
    await page.getByRole("radio", { name: "Right" }).check();
    await send(page);
    await finish(page);
    const events = await ended("chain");
    expect(typesOf(events)).toEqual([
      "session.started",
      "consent.given",
      "institution.selected",
      "sign_in.started",
      "sign_in.challenged",
      "mfa.started",
      "mfa.challenged",
      "mfa.started",
      "mfa.challenged",
      "mfa.started",
      "mfa.succeeded",
      "accounts.offered",
      "accounts.adding",
      "connection.created",
      "accounts.added",
      "accounts.submitted",
      "session.ended",
    ]);
    const connectionId = events.find(({ type }) => type === "connection.created")?.data.connection?.id ?? "";
    const headers = { "ucw-connection-id": connectionId };
    const accounts = await fetch(`${drawbridge.server}/api/data/accounts?aggregator=sandbox&userId=chain`, { headers });
    const body = (await accounts.json()) as {
      accounts: readonly Readonly<Record<string, { readonly accountId: string; readonly accountNumber?: string }>>[];
    };
    expect(body.accounts).toHaveLength(6);
    const first = Object.values(body.accounts[0] ?? {})[0];
    expect(first?.accountNumber).toMatch(/\d{4}/);
    const list = await fetch(`${drawbridge.server}/api/data/transactions?aggregator=sandbox&userId=chain&accountId=${first?.accountId}`);
    expect(((await list.json()) as { transactions: readonly unknown[] }).transactions.length).toBeGreaterThan(10);
    const foreign = await fetch(`${drawbridge.server}/api/data/accounts?aggregator=sandbox&userId=somebody-else`, { headers });
    expect(foreign.status).toBe(404);
    await page.context().close();
  });

  it("says that the password was wrong, and goes on with the right one", async () => {
    const page = await openSearch("wrong");
    await chooseBank(page, "Drawbridge Bank");
    await signIn(page, "user_ok", "pass_wrong");
    await page
      .getByText(/did not match/i)
      .first()
      .waitFor();
    await signIn(page, "user_ok", "pass_ok");
    await finish(page);
    const events = await ended("wrong");
    expect(typesOf(events).slice(3, 8)).toEqual(["sign_in.started", "sign_in.failed", "alert.shown", "sign_in.started", "sign_in.succeeded"]);
    const [begin, failed] = events.filter(({ type }) => type.startsWith("sign_in."));
    expect(failed?.attemptId).toBe(begin?.attemptId);
    expect(JSON.stringify(events)).not.toContain("pass_");
    await page.context().close();
  });

  /** Chooses a redirect bank and signs in on the bank's own page. */
  const visitBank = async (externalId: string, username: string): Promise<{ readonly page: Page; readonly bank: Page }> => {
    const page = await openSearch(externalId);
    await chooseBank(page, "Harbour Bank");
    const [bank] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: /Harbour Bank/ }).click()]);
    await bank.getByLabel("Username").fill(username);
    await bank.getByLabel("Password").fill("pass_ok");
    await bank.getByRole("button", { name: "Sign in" }).click();
    return { page, bank };
  };

  it("connects a bank on its own page, with the accounts chosen there", async () => {
    const { page, bank } = await visitBank("oauth", "user_ok");
    await bank.getByRole("checkbox").first().uncheck();
    await bank.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("button", { name: "Done" }).click();
    const events = await ended("oauth");
    expect(typesOf(events)).toEqual([
      "session.started",
      "consent.given",
      "institution.selected",
      "oauth.launched",
      "oauth.returned",
      "accounts.adding",
      "connection.created",
      "accounts.added",
      "accounts.submitted",
      "session.ended",
    ]);
    const connectionId = events.find(({ type }) => type === "connection.created")?.data.connection?.id ?? "";
    const accounts = await fetch(`${drawbridge.server}/api/data/accounts?aggregator=sandbox&userId=oauth`, {
      headers: { "ucw-connection-id": connectionId },
    });
    expect(((await accounts.json()) as { accounts: readonly unknown[] }).accounts).toHaveLength(5);
    await page.context().close();
  });

  it("says so when the person denies at the bank", async () => {
    const { page, bank } = await visitBank("denier", "user_ok");
    await bank.getByRole("button", { name: "Deny" }).click();
    await page
      .getByText(/did not give permission/i)
      .first()
      .waitFor();
    expect(typesOf(await logOf("denier")).slice(-2)).toEqual(["oauth.failed", "alert.shown"]);
    await page.context().close();
  });

  it("lets the person leave", async () => {
    const page = await openSearch("leaver");
    await page.getByRole("button", { name: "Close" }).click();
    expect((await ended("leaver")).at(-1)?.data.reason).toBe("exit");
    await page.context().close();
  });
});

describe("bad input", () => {
  const open = (body: unknown) =>
    fetch(`${drawbridge.server}/session`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-drawbridge": "1" },
      body: JSON.stringify(body),
    });
  const link = async () => {
    const made = await drawbridge.api("/v1/links", { method: "POST", body: { kind: "connect", user: { externalId: "bad" } } });
    return ((await made.json()) as { url: string }).url.split("#link=")[1] ?? "";
  };
  const input = (handle: string, body: unknown) =>
    fetch(`${drawbridge.server}/session/inputs`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-drawbridge": "1", authorization: `Bearer ${handle}` },
      body: JSON.stringify(body),
    });

  it.each([
    ["an unknown link", { door: "native", link: "nope", tabId: "t" }, 404, "LINK_UNKNOWN"],
    ["a door that does not exist", { door: "window", tabId: "t" }, 400, "VALIDATION_FAILED"],
    ["a handle nobody has", { door: "resume", tabId: "t" }, 401, "SESSION_UNKNOWN"],
  ])("answers %s plainly", async (_name, body, status, code) => {
    const answer = await open(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, code });
  });

  it("answers an old revision and a step out of order with the state as it is", async () => {
    const { handle, view } = (await (await open({ door: "native", link: await link(), tabId: "t" })).json()) as {
      handle: string;
      view: { revision: number };
    };
    const stale = await input(handle, { revision: view.revision - 1, input: { type: "consent_given" } });
    expect(stale.status).toBe(409);
    expect(await stale.json()).toMatchObject({ code: "STALE_REVISION", view: { step: { at: "consent" } } });
    const early = await input(handle, { revision: view.revision, input: { type: "submitted" } });
    expect(await early.json()).toMatchObject({ code: "INPUT_NOT_POSSIBLE", view: { revision: view.revision } });
    const malformed = await input(handle, { revision: "x", input: {} });
    expect(malformed.status).toBe(400);
  });

  it("refuses a request that a foreign page could have sent", async () => {
    const answer = await fetch(`${drawbridge.server}/session`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    expect(answer.status).toBe(403);
  });

  it("refuses a huge body", async () => {
    expect((await open({ door: "native", link: "x".repeat(300_000), tabId: "t" })).status).toBe(413);
  });

  it("answers a repeated key with the first link, and another body with 422", async () => {
    const body = { kind: "connect", user: { externalId: "once" } };
    const first = await drawbridge.api("/v1/links", { method: "POST", body, key: "k-1" });
    const again = await drawbridge.api("/v1/links", { method: "POST", body, key: "k-1" });
    expect(await again.json()).toEqual(await first.json());
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await drawbridge.api("/v1/links", { method: "POST", body: { ...body, singleUse: true }, key: "k-1" })).status).toBe(422);
  });

  it("speaks the widget face's own words", async () => {
    const text = async (query: string) => (await fetch(`${drawbridge.server}/widget?${query}`, { headers: { accept: "text/html" } })).text();
    expect(await text("userId=u")).toBe("&#x22;jobTypes&#x22; is required");
    expect(await text("jobTypes=foo&userId=u")).toBe("&#x22;jobTypes&#x22; contains an invalid value");
    expect(await text("jobTypes=transactions&userId=u&foo=1")).toBe("&#x22;foo&#x22; is not allowed");
  });
});

partnerDoorCases(() => drawbridge.server);
