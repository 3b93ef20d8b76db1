import type { ManagedConnection } from "@drawbridge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson, signInAs, signInThere, signInWith, takeAll, type Person } from "./person.ts";

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

/** Somebody who has connected Drawbridge Bank and looks at it. */
const openConnected = async (externalId: string): Promise<{ readonly manage: Person; readonly id: string }> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["accountNumber", "transactions"] });
  await signInAs(person, "user_ok");
  await takeAll(person);
  await person.give({ type: "submitted" });
  const manage = await openPerson(drawbridge, externalId, { kind: "manage" });
  return { manage, id: only(manage).id };
};

/** Somebody who has connected Harbour Bank, on its own pages. */
const connectHarbour = async (externalId: string): Promise<{ readonly externalId: string; readonly id: string }> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["accountNumber"] });
  await choose(person, "harbour-bank");
  await signInThere(drawbridge, person);
  await person.give({ type: "submitted" });
  return { externalId, id: only(await look(externalId)).id };
};

/** A connection of the person, in a state of our choosing. */
const force = async (id: string, state: object): Promise<void> => {
  const answer = await drawbridge.api(`/v1/sandbox/connections/${id}/state`, { method: "POST", body: state });
  expect(answer.ok).toBe(true);
};

const listed = ({ view }: Person): readonly ManagedConnection[] => {
  const { step } = view();
  if (step.at !== "manage") throw new Error(`not at the list but at ${step.at}`);
  return step.connections;
};

const only = (person: Person): ManagedConnection => {
  const [first] = listed(person);
  if (!first) throw new Error("nothing is connected");
  return first;
};

/** Looks again: another visit on a new link. */
const look = (externalId: string): Promise<Person> => openPerson(drawbridge, externalId, { kind: "manage" });

/** Waits until nothing is being done any more. */
const idle = async (person: Person): Promise<void> => {
  await expect
    .poll(async () => {
      const body = JSON.stringify({ door: "resume", tabId: "tab" });
      const answer = await fetch(`${drawbridge.server}/session`, { method: "POST", headers: person.headers, body });
      const { view } = (await answer.json()) as { view: ReturnType<Person["view"]> };
      person.see(view);
      return view.step.at === "manage" && view.step.working;
    })
    .toBe(null);
};

describe("the page of everything connected", () => {
  it("says what is connected, until when, how it is, and what was allowed", async () => {
    const { manage } = await openConnected("list");
    expect(only(manage)).toMatchObject({
      institution: { name: "Drawbridge Bank" },
      state: "healthy",
      reason: "healthy",
      action: "none",
      receipts: [{ state: "current", jobTypes: ["accountNumber", "transactions"], revokedAt: null }],
    });
    const { accounts, lastUpdatedAt, consentExpiresAt, receipts } = only(manage);
    expect(accounts).toHaveLength(6);
    expect([lastUpdatedAt, consentExpiresAt]).not.toContain(null);
    expect(receipts[0]?.id).toMatch(/^cns_/);
  });

  it("is empty for somebody who has connected nothing", async () => {
    const nobody = await look("nobody-yet");
    expect(nobody.view().step).toMatchObject({ at: "manage", connections: [], canGoBack: false });
    expect((await nobody.give({ type: "submitted" })).status).toBe(200);
    expect(nobody.view().step).toMatchObject({ at: "ended", reason: "complete" });
  });

  it("comes back to the list from a bank that was connected on the way, and submits it when the person is done", async () => {
    const { manage, id } = await openConnected("collector");
    await manage.give({ type: "another_requested" });
    await choose(manage, "harbour-bank");
    await signInThere(drawbridge, manage);
    expect(manage.view().step).toMatchObject({ at: "review", canManage: false, added: [{ institutionName: "Harbour Bank" }] });
    await manage.give({ type: "submitted" });
    expect(listed(manage).map(({ institution }) => institution.name)).toEqual(["Drawbridge Bank", "Harbour Bank"]);
    await manage.give({ type: "another_requested" });
    expect(manage.view().step.at).toBe("search");
    await manage.give({ type: "back" });
    expect(listed(manage)[0]?.id).toBe(id);
    await manage.give({ type: "submitted" });
    expect(manage.view().step).toMatchObject({ at: "ended", reason: "complete" });
    const behind = /^(sync|transactions)\.|^connection\.history_read$/;
    const types = (await manage.events()).map(({ type }) => type).filter((type) => !behind.test(type));
    expect(types.filter((type) => type === "accounts.submitted")).toHaveLength(2); // one for each visit
    expect(types.slice(-3)).toEqual(["step.changed", "accounts.submitted", "session.ended"]);
  });

  it("repairs in the same visit, keeps the id, asks for what was allowed and appends a receipt", async () => {
    const { id } = await openConnected("mended");
    await force(id, { error: "credentials_error" });
    const manage = await look("mended");
    expect(only(manage)).toMatchObject({ id, state: "needs_attention", reason: "credentials_changed", action: "reauth" });
    await manage.give({ type: "repair_requested", connectionId: id, journey: "reauth" });
    expect(manage.view()).toMatchObject({
      consentStep: false,
      jobTypes: ["accountNumber", "transactions"],
      step: { at: "sign_in", canGoBack: true },
    });
    await signInWith(manage, { username: "user_ok", password: "pass_ok" });
    expect(await manage.until("manage", "error")).toMatchObject({ at: "manage", notice: { kind: "renewed", institutionName: "Drawbridge Bank" } });
    expect(only(manage)).toMatchObject({ id, state: "healthy", receipts: [{ state: "current" }, { state: "replaced" }] });
    expect(only(manage).receipts[0]?.jobTypes).toEqual(["accountNumber", "transactions"]);
    const renewed = (await manage.events()).find(({ type }) => type === "connection.renewed");
    expect(renewed?.data).toMatchObject({ connection: { id }, journey: "reauth", added: [], lost: [] });
  });

  it("comes back to the list from a repair that is left or that fails", async () => {
    const { id } = await openConnected("undecided");
    await force(id, { error: "credentials_error" });
    const manage = await look("undecided");
    await manage.give({ type: "repair_requested", connectionId: id, journey: "reauth" });
    await manage.give({ type: "back" });
    expect(only(manage)).toMatchObject({ id, action: "reauth" });
    await manage.give({ type: "repair_requested", connectionId: id, journey: "reauth" });
    await signInWith(manage, { username: "user_locked", password: "pass_ok" });
    expect(manage.view().step).toMatchObject({ at: "error", failure: "login_locked", canGoToList: true, canChooseOther: false });
    await manage.give({ type: "back" });
    expect(only(manage)).toMatchObject({ id, receipts: [{ state: "current" }] });
  });

  it("renews without the bank where its access lasts, and leaves everything as it was when the person says no", async () => {
    const { id, externalId } = await connectHarbour("renewing");
    await force(id, { consentEndsInDays: -1 });
    const manage = await look(externalId);
    expect(only(manage)).toMatchObject({ id, state: "expired", action: "reconsent" });
    await manage.give({ type: "repair_requested", connectionId: id, journey: "reconsent" });
    expect(manage.view().step).toEqual({ at: "consent", canGoBack: true });
    await manage.give({ type: "back" });
    expect(only(manage)).toMatchObject({ id, state: "expired", receipts: [{ state: "ended" }] });
    await manage.give({ type: "repair_requested", connectionId: id, journey: "reconsent" });
    await manage.give({ type: "consent_given" });
    expect(await manage.until("manage", "error")).toMatchObject({ notice: { kind: "renewed" } });
    expect(only(manage)).toMatchObject({ id, state: "healthy", receipts: [{ state: "current" }, { state: "replaced" }] });
    const types = (await manage.events()).map(({ type }) => type);
    expect(types.filter((type) => type === "oauth.launched")).toHaveLength(1); // of the first connection only
  });

  it("renews all that is due in one go, each with a consent of its own, and what had ended goes on", async () => {
    const first = await connectHarbour("all");
    const person = await openPerson(drawbridge, "all", { jobTypes: ["accountNumber"] });
    await choose(person, "lantern-bank");
    await signInThere(drawbridge, person);
    await person.give({ type: "submitted" });
    const ids = listed(await look("all")).map(({ id }) => id);
    const [second = ""] = ids.filter((id) => id !== first.id);
    await force(first.id, { consentEndsInDays: 3 });
    await force(second, { consentEndsInDays: -1 });
    const manage = await look("all");
    expect(listed(manage).map(({ action }) => action)).toEqual(["reconsent", "reconsent"]);
    const stranger = (await openConnected("all-stranger")).id;
    for (const connectionIds of [[...ids, stranger], [...ids, "con_x"], []])
      expect([400, 409]).toContain((await manage.give({ type: "renewals_requested", connectionIds })).status);
    await manage.give({ type: "renewals_requested", connectionIds: ids });
    await idle(manage);
    expect(manage.view().step).toMatchObject({
      notice: { kind: "renewed_all", institutionName: expect.stringMatching(/Harbour Bank.*Lantern Bank|Lantern Bank.*Harbour Bank/) },
    });
    for (const { action, receipts } of listed(manage)) {
      expect([action, receipts.map(({ state }) => state)]).toEqual(["none", ["current", "replaced"]]);
    }
    const ended = await (await drawbridge.api(`/v1/connections/${second}`)).json();
    expect(ended).toMatchObject({ status: "ok", nextScheduledSyncAt: expect.any(String) });
  });

  it("signs in again at a bank with pages of its own, also after its window was given up", async () => {
    const { id, externalId } = await connectHarbour("away");
    await force(id, { error: "credentials_error" });
    const manage = await look(externalId);
    await manage.give({ type: "repair_requested", connectionId: id, journey: "reauth" });
    await manage.give({ type: "oauth_launched", blocked: false });
    await manage.give({ type: "oauth_cancelled" });
    expect(manage.view().step).toMatchObject({ at: "error", failure: "consent_cancelled", canGoToList: true });
    await manage.give({ type: "back" });
    expect(only(manage)).toMatchObject({ id, action: "reauth" });
    await manage.give({ type: "repair_requested", connectionId: id, journey: "reauth" });
    expect(await signInThere(drawbridge, manage)).toMatchObject({ at: "manage", notice: { kind: "renewed" } });
    expect(only(manage)).toMatchObject({ id, state: "healthy", receipts: [{ state: "current" }, { state: "replaced" }] });
  });

  it("does not repair by a way that is not recommended", async () => {
    const { manage, id } = await openConnected("well");
    expect((await manage.give({ type: "repair_requested", connectionId: id, journey: "reauth" })).status).toBe(409);
    expect(only(manage)).toMatchObject({ id, state: "healthy" });
  });

  it("brings new data, once in half an hour", async () => {
    const { id } = await openConnected("updater");
    await force(id, { lastUpdatedDaysAgo: 3, lastSyncedMinutesAgo: 60 });
    const manage = await look("updater");
    expect(only(manage)).toMatchObject({ reason: "data_old", action: "sync" });
    await manage.give({ type: "sync_requested", connectionId: id });
    await idle(manage);
    expect(manage.view().step).toMatchObject({ at: "manage", notice: { kind: "synced", institutionName: "Drawbridge Bank" } });
    expect(only(manage)).toMatchObject({ id, state: "healthy" });
    await manage.give({ type: "sync_requested", connectionId: id });
    await idle(manage);
    expect(manage.view().step).toMatchObject({ notice: { kind: "sync_too_early", until: expect.stringMatching(/Z$/) } });
  });

  it("ends the sharing, keeps what came, and can be allowed again", async () => {
    const { manage, id } = await openConnected("revoker");
    await manage.give({ type: "revocation_requested", connectionId: id });
    await idle(manage);
    expect(manage.view().step).toMatchObject({ notice: { kind: "revoked" } });
    expect(only(manage)).toMatchObject({ id, state: "revoked", reason: "revoked", action: "reauth", receipts: [{ state: "revoked" }] });
    expect(only(manage).accounts).toHaveLength(6);
    const { rows } = await drawbridge.storage.pool.query(
      "select status, access_sealed, next_sync_at, failure from connections where id = (select connection_id from consents where revoked_at is not null and user_id = (select id from users where external_id = 'revoker') limit 1)",
    );
    expect(rows).toEqual([{ status: "active", access_sealed: null, next_sync_at: null, failure: "access_revoked" }]);
    const told = (await manage.events()).filter(({ type }) => type === "consent.revoked" || type === "connection.revoked");
    expect(told.map(({ type }) => type)).toEqual(["consent.revoked", "connection.revoked"]);
    await manage.give({ type: "sync_requested", connectionId: id });
    await idle(manage);
    expect(manage.view().step).toMatchObject({ notice: { kind: "sync_not_possible" } });
    await manage.give({ type: "repair_requested", connectionId: id, journey: "reauth" });
    await signInWith(manage, { username: "user_ok", password: "pass_ok" });
    await manage.until("manage", "error");
    expect(only(manage)).toMatchObject({ id, state: "healthy", receipts: [{ state: "current" }, { state: "revoked" }] });
  });

  it.each([
    ["revoke", { type: "revocation_requested" }],
    ["update", { type: "sync_requested" }],
    ["repair", { type: "repair_requested", journey: "reauth" }],
  ] as const)("nobody can %s what is not theirs", async (name, input) => {
    const { id } = await openConnected(`owner ${name}`);
    const thief = await look(`thief ${name}`);
    expect((await thief.give({ ...input, connectionId: id })).status).toBe(409);
  });
});
