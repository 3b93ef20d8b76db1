import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectBank } from "../../apps/server/test/connect-bank.ts";
import { chooseBank, heading, signIn } from "../e2e/support.ts";
import {
  addExperience,
  generate,
  launch,
  openStage,
  otherCalls,
  userEvents,
  type Call,
  type ConnectStage,
  type Mode,
  type Visit,
} from "./connect-stage.ts";

let stage: ConnectStage;

let spentLink: string;

beforeAll(async () => {
  stage = await openStage();
  spentLink = await generate(stage, "", { singleUseUrl: true });
  const visit = await launch(stage, spentLink, { mode: "iframe" });
  await connect(visit);
  expect(argOf(await visit.ended(), "onDone")).toEqual(done);
  await visit.close();
});
afterAll(() => stage.close());

const modes = ["iframe", "selector", "popup"] as const satisfies readonly Mode[];

/** One handler with what it was called with. */
const argOf = (calls: readonly Call[], handler: string): unknown => calls.find(([name]) => name === handler)?.[1];

const sessionIds = (calls: readonly Call[]): ReadonlySet<unknown> =>
  new Set(calls.flatMap(([, event]) => (typeof event === "object" && event !== null && "sessionId" in event ? [event.sessionId] : [])));

/** From the search to the end, as somebody without a second factor; the search settles before the choice. */
const connect = async (visit: Visit): Promise<void> => {
  const { widget } = visit;
  await widget.getByRole("combobox").fill("Drawbridge Bank");
  await visit.heard("SearchInstitutions");
  await chooseBank(widget, "Drawbridge Bank");
  await signIn(widget, "user_ok", "pass_ok");
  await heading(widget, /Choose/);
  await widget.getByRole("checkbox", { name: "Select all" }).check();
  await widget.getByRole("button", { name: "Share and continue" }).click();
  await widget.getByRole("button", { name: "Done" }).click();
};

const withoutSearches = (calls: readonly Call[]): readonly string[] => userEvents(calls).filter((word) => word !== "SearchInstitutions");
const fullFlow = [
  "Initialize",
  "SearchInstitutions",
  "SelectInstitution",
  "SignInAttempt begin",
  "SignInAttempt ok",
  "AddAccounts begin",
  "AddAccounts ok",
  "SubmitAccounts",
  "End",
];
const done = { code: 200, reason: "complete", reportData: [] };
const failed = { code: 500, reason: "error" };

/** Waits until the SDK has taken its frame or its window away. */
const isGone = async ({ page, widget }: Visit): Promise<unknown> =>
  "isClosed" in widget ? widget.isClosed() || widget.waitForEvent("close") : page.waitForSelector("#connectIframe", { state: "detached" });

describe.concurrent.each(modes)("a host with the published SDK in %s mode", (mode) => {
  it("done: every handler once and in order, the first word an ack, one load", async () => {
    const visit = await launch(stage, await generate(stage, ""), { mode });
    await connect(visit);
    const calls = await visit.ended();
    expect(userEvents(calls)).toEqual(fullFlow);
    expect(otherCalls(calls)).toEqual([["onLoad"], ["onDone", done]]);
    expect(calls.filter(([name]) => name === "onRoute").map(([, route]) => (route as { screen: string }).screen)).toEqual([
      "search",
      "search",
      "login",
      "connecting",
      "accounts",
      "connecting",
      "review",
      "done",
    ]);
    expect(sessionIds(calls).size).toBe(1);
    const posted = await visit.posted();
    expect(new Set(posted.map(({ origin }) => origin))).toEqual(new Set([stage.drawbridge.server]));
    expect(posted[0]?.data).toEqual({ type: "ack" });
    expect(posted.filter(({ data }) => data.type !== "ack").slice(0, 2)).toMatchObject([
      { data: { type: "user", data: { action: "Initialize" } } },
      { data: { type: "route" } },
    ]);
    expect(posted.findLast(({ data }) => data.type !== "ack")?.data).toEqual({ type: "done", data: done });
    await isGone(visit);
    await visit.close();
  });

  it("cancel: the person leaves", async () => {
    const visit = await launch(stage, await generate(stage, ""), { mode });
    await heading(visit.widget, /Find your bank/);
    await visit.widget.getByRole("button", { name: "Close" }).click();
    const calls = await visit.ended();
    expect(userEvents(calls)).toEqual(["Initialize", "End"]);
    expect(otherCalls(calls)).toEqual([["onLoad"], ["onCancel", { code: 100, reason: "exit" }]]);
    await visit.close();
  });

  it("error: the attempts are used up", async () => {
    const experience = await addExperience(stage, { maxFailures: 2 });
    const visit = await launch(stage, await generate(stage, "", { experience }), { mode });
    await chooseBank(visit.widget, "Drawbridge Bank");
    await signIn(visit.widget, "user_ok", "wrong");
    await visit.heard("DisplayAlert");
    await visit.widget.getByText("Those details did not match").waitFor();
    await signIn(visit.widget, "user_ok", "wrong again");
    const calls = await visit.ended();
    expect(withoutSearches(calls)).toEqual([
      "Initialize",
      "SelectInstitution",
      "SignInAttempt begin",
      "SignInAttempt failed",
      "DisplayAlert",
      "SignInAttempt begin",
      "SignInAttempt failed",
      "DisplayAlert",
      "End",
    ]);
    expect(calls.at(-2)?.[1]).toMatchObject({ action: "End", reason: "error", code: 500 });
    expect(otherCalls(calls)).toEqual([["onLoad"], ["onError", failed]]);
    await visit.close();
  });

  it("timeout: nobody does anything", async () => {
    const experience = await addExperience(stage, { idleMinutes: 2 });
    const visit = await launch(stage, await generate(stage, "", { experience }), { mode, prepare: (context) => context.clock.install() });
    await heading(visit.widget, /Find your bank/);
    const { clock } = visit.page.context();
    await clock.fastForward("01:05");
    await visit.widget.getByRole("dialog", { name: /still there/ }).waitFor();
    await clock.fastForward("01:00");
    const calls = await visit.ended();
    expect(userEvents(calls)).toEqual(["Initialize", "SessionTimeout", "End"]);
    expect(otherCalls(calls)).toEqual([["onLoad"], ["onError", { code: 1440, reason: "timeout" }]]);
    await visit.close();
  });

  it("nothing to fix: done with 201", async () => {
    const { link } = await fixLink();
    const visit = await launch(stage, link, { mode });
    const calls = await visit.ended();
    expect(userEvents(calls)).toEqual(["Initialize", "End"]);
    expect(otherCalls(calls)).toEqual([["onLoad"], ["onDone", { code: 201, reason: "complete", reportData: [] }]]);
    await visit.close();
  });

  it("a spent link: error, and no user event", async () => {
    const visit = await launch(stage, spentLink, { mode });
    expect(await visit.ended()).toEqual([["onLoad"], ["onError", failed]]);
    await visit.close();
  });

  it("an unknown link: error, and no user event", async () => {
    const link = new URL(await generate(stage, ""));
    link.searchParams.set("signature", "0".repeat(64));
    const visit = await launch(stage, link.href, { mode });
    expect(await visit.ended()).toEqual([["onLoad"], ["onError", failed]]);
    await visit.close();
  });
});

/** A repair link of a connection that needs no repair. */
const fixLink = async (): Promise<{ readonly link: string }> => {
  const externalId = `well-${crypto.randomUUID()}`;
  const { connectionId } = await connectBank(stage.drawbridge, externalId);
  const { rows } = await stage.drawbridge.storage.pool.query<{ login: string; customer: string }>(
    "select c.no::text as login, u.no::text as customer from connections c join users u on u.id = c.user_id where u.external_id = $1",
    [externalId],
  );
  expect(connectionId).toMatch(/^con_/);
  return { link: await generate(stage, "/fix", { customerId: rows[0]?.customer, institutionLoginId: rows[0]?.login }) };
};

describe("a link that has expired", () => {
  it.each(modes)("is told as a timeout in %s mode, without a user event", async (mode) => {
    const link = await generate(stage, "");
    stage.clock.aheadMs = 7_200_001;
    const visit = await launch(stage, link, { mode });
    const calls = await visit.ended();
    stage.clock.aheadMs = 0;
    expect(calls).toEqual([["onLoad"], ["onError", { code: 1440, reason: "timeout" }]]);
    await visit.close();
  });
});
