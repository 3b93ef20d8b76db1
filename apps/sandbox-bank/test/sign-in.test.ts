import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Challenge } from "@drawbridge/contract";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { bankFailures } from "../src/book/users.ts";
import { startTestBank, type Answer, type TestBank } from "./bank-client.ts";

const ChallengeList = Type.Array(Challenge);

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

const challengeOf = (answer: Answer): Challenge => {
  const [challenge] = Value.Parse(ChallengeList, answer.body["challenges"]);
  if (challenge === undefined) throw new Error("no challenge");
  return challenge;
};
const reply = (opened: Answer, answers: Record<string, string>): Promise<Answer> =>
  bank.call("POST", `/api/drawbridge-bank/logins/${String(opened.body["loginId"])}/answers`, {
    body: { answers },
  });
const answerWith = (opened: Answer, value: string): Promise<Answer> => reply(opened, { [challengeOf(opened).id]: value });

describe("sign-in with a password", () => {
  it.each(["user_ok", "user_dup", "user_noaccounts", "user_partial", "user_10k", "user_alltypes"])("%s is signed in", async (username) => {
    expect(await bank.signIn(username)).toMatchObject({
      status: 200,
      body: { status: "signed_in" },
    });
  });

  it("says how many tries are left, then locks", async () => {
    const answers = [];
    for (let count = 0; count < 5; count += 1) answers.push(await bank.signIn("user_slow_1", "drawbridge-bank", "guess"));
    expect(answers.map((each) => [each.status, each.body["attemptsLeft"]])).toEqual([
      [401, 4],
      [401, 3],
      [401, 2],
      [401, 1],
      [423, 0],
    ]);
    expect((await bank.signIn("user_slow_1")).body["reason"]).toBe("login_locked");
    expect((await bank.call("POST", "/logins/reset", { body: { username: "user_slow_1" } })).status).toBe(204);
    expect((await bank.signIn("user_slow_1")).status).toBe(200);
  });

  it("gives an unknown name the answer of a wrong password", async () => {
    const unknown = await bank.signIn("nobody");
    const wrong = await bank.signIn("user_ok", "single-sync-bank", "guess");
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
  });

  it.each(bankFailures.filter((name) => !["duplicate", "partial_data"].includes(name)))("user_err_%s fails so", async (name) => {
    const answer = await bank.signIn(`user_err_${name}`);
    expect(answer.body).toMatchObject({ status: "failed", reason: name });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it.each([
    ["user_err_103", 401, "credentials_rejected"],
    ["user_err_108", 423, "login_locked"],
    ["user_err_109", 403, "action_at_bank"],
    ["user_err_331", 410, "mfa_expired"],
    ["user_err_102", 503, "bank_down"],
    ["user_err_325", 429, "rate_limited_by_bank"],
    ["user_err_100", 500, "provider_failed"],
    ["user_locked", 423, "login_locked"],
  ])("%s answers %i %s", async (username, status, reason) => {
    expect(await bank.signIn(username)).toMatchObject({ status, body: { reason } });
  });

  it("waits for user_slow_5000 and at Degraded Bank, the same every time", async () => {
    await bank.signIn("user_slow_5000");
    expect(bank.waited.at(-1)).toBe(5000);
    await bank.signIn("user_ok", "degraded-bank");
    const first = bank.waited.at(-1);
    await bank.signIn("user_ok", "degraded-bank");
    expect(bank.waited.at(-1)).toBe(first);
    expect(first).toBeGreaterThanOrEqual(1000);
    expect(first).toBeLessThanOrEqual(3000);
  });

  it.each([
    ["down-bank", 503, "bank_down"],
    ["harbour-bank", 404, "not_supported"],
    ["no-such-bank", 404, "not_supported"],
  ])("%s answers %i", async (slug, status, reason) => {
    expect(await bank.signIn("user_ok", slug)).toMatchObject({ status, body: { reason } });
  });
});

describe("questions", () => {
  it.each([
    ["user_mfa_text", "Blue "],
    ["user_mfa_choice", "right"],
    ["user_mfa_multi", "key-3,key-2"],
    ["user_mfa_image", "image-3"],
    ["user_mfa_otp", "123456"],
  ])("%s is signed in by %s", async (username, value) => {
    const opened = await bank.signIn(username);
    expect(opened.body).toMatchObject({ status: "challenged", rejected: false, pollAfterMs: null });
    expect(await answerWith(opened, value)).toMatchObject({
      status: 200,
      body: { status: "signed_in" },
    });
    expect(await answerWith(opened, value)).toMatchObject({
      status: 410,
      body: { reason: "mfa_expired" },
    });
  });

  it("labels the right options as the guide says", async () => {
    const labels = async (username: string): Promise<unknown> =>
      challengeOf(await bank.signIn(username))
        .options.filter((each) => /^(Right|Image 3$)/u.test(each.label))
        .map((each) => each.id);
    expect(await labels("user_mfa_choice")).toEqual(["right"]);
    expect(await labels("user_mfa_multi")).toEqual(["key-2", "key-3"]);
    expect(await labels("user_mfa_image")).toEqual(["image-3"]);
    const { choose, options } = challengeOf(await bank.signIn("user_mfa_multi"));
    expect([choose, options.length]).toEqual([2, 4]);
  });

  it("asks again after a wrong answer and gives up after the third", async () => {
    const opened = await bank.signIn("user_mfa_otp");
    const second = await answerWith(opened, "000000");
    expect(second.body).toMatchObject({ status: "challenged", rejected: true });
    expect(challengeOf(second).attemptsLeft).toBe(2);
    expect(challengeOf(second).sentTo).toContain("••");
    await answerWith(opened, "000000");
    expect(await answerWith(opened, "000000")).toMatchObject({
      status: 401,
      body: { reason: "mfa_wrong", attemptsLeft: 0 },
    });
    expect(await answerWith(opened, "123456")).toMatchObject({ status: 410 });
  });

  it("lets a code lapse after two minutes", async () => {
    const opened = await bank.signIn("user_mfa_otp");
    bank.advance(2 * 60_000);
    expect(await answerWith(opened, "123456")).toMatchObject({
      status: 410,
      body: { reason: "mfa_expired" },
    });
  });

  it("refuses the answer at another institution", async () => {
    const opened = await bank.signIn("user_mfa_otp");
    const path = `/api/degraded-bank/logins/${String(opened.body["loginId"])}/answers`;
    expect(await bank.call("POST", path, { body: { answers: { "otp-1": "123456" } } })).toMatchObject({ status: 410 });
  });

  it("waits for a push, which approves itself after three seconds", async () => {
    const opened = await bank.signIn("user_mfa_push");
    expect(opened.body["pollAfterMs"]).toBe(1000);
    bank.advance(2999);
    expect(await reply(opened, {})).toMatchObject({
      body: { status: "challenged", rejected: false },
    });
    bank.advance(1);
    expect(await reply(opened, {})).toMatchObject({ body: { status: "signed_in" } });
  });

  it("takes an approval from the bank's app", async () => {
    const opened = await bank.signIn("user_mfa_push");
    const approval = await bank.call("POST", "/push/approve", {
      body: { username: "user_mfa_push" },
    });
    expect(approval.body).toEqual({ approved: 1 });
    expect(await reply(opened, {})).toMatchObject({ body: { status: "signed_in" } });
  });

  it.each([
    ["approved", { status: "signed_in" }],
    ["refused", { reason: "mfa_wrong" }],
  ])("leaves a push that is asked elsewhere to the answer from there: %s", async (decision, body) => {
    const opened = await bank.signIn("user_mfa_push");
    const path = `/api/drawbridge-bank/logins/${String(opened.body["loginId"])}/push`;
    expect((await bank.call("POST", path, { body: { decision: "asked" } })).status).toBe(204);
    bank.advance(60_000);
    expect(await reply(opened, {})).toMatchObject({ body: { status: "challenged" } });
    expect((await bank.call("POST", path, { body: { decision } })).status).toBe(204);
    expect(await reply(opened, {})).toMatchObject({ body });
    expect((await bank.call("POST", path, { body: { decision } })).status).toBe(404);
    expect((await bank.call("POST", path, { body: { decision: "perhaps" } })).status).toBe(400);
  });

  it("asks user_mfa_chain3 three things, each on its own", async () => {
    const word = await bank.signIn("user_mfa_chain3");
    const code = await answerWith(word, "blue");
    const choice = await answerWith(code, "123456");
    expect([word, code, choice].map((each) => challengeOf(each).kind)).toEqual(["text", "otp", "choice"]);
    expect(await answerWith(choice, "right")).toMatchObject({ body: { status: "signed_in" } });
  });
});

describe("broken answers", () => {
  it.each(["user_drop_after_login"])("%s drops the line", async (username) => {
    await expect(bank.signIn(username)).rejects.toThrow("fetch failed");
  });

  it("user_drop_after_mfa drops the line after the code", async () => {
    const opened = await bank.signIn("user_drop_after_mfa");
    await expect(answerWith(opened, "123456")).rejects.toThrow("fetch failed");
  });

  it.each([
    ["user_http500", 500, "Internal"],
    ["user_html", 200, "<!doctype html>"],
    ["user_halfjson", 200, '{"status":"signed_in","acc'],
  ])("%s answers %i %s", async (username, status, start) => {
    const response = await postLogin({ username, password: "pass_ok" });
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(new RegExp(`^${RegExp.escape(start)}`, "u"));
  });

  it("user_hang answers nothing until the bank closes", async () => {
    const other = await startTestBank();
    const hanging = other.signIn("user_hang");
    // oxlint-disable-next-line vitest/valid-expect -- awaited below, once the bank is closing
    const lost = expect(hanging).rejects.toThrow("fetch failed");
    // An answered request on the same server shows that the hanging one arrived.
    await other.call("GET", "/health");
    await other.close();
    await lost;
  });

  const postLogin = (fields: unknown): Promise<Response> =>
    fetch(`${bank.origin}/api/drawbridge-bank/logins`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ fields }),
    });

  it.each([
    ["no fields", "{}", 400],
    ["no JSON", "{", 400],
    ["an unknown key", '{"fields":{},"x":1}', 400],
    ["no password", '{"fields":{"username":"user_ok"}}', 400],
    ["a number", '{"fields":{"username":{"a":1},"password":"pass_ok"}}', 400],
    ["too much", JSON.stringify({ fields: { username: "x".repeat(40_000) } }), 413],
  ])("%s is refused as JSON", async (_what, body, status) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${bank.origin}/api/drawbridge-bank/logins`, {
      method: "POST",
      headers,
      body,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status: "failed", reason: "unexpected" });
  });
});

describe("homes and cars", () => {
  const form = (slug: string, fields: Record<string, string>): Promise<Answer> => bank.call("POST", `/api/${slug}/logins`, { body: { fields } });

  it.each([
    ["keystone-homes", { postcode: "ab1 2cd", house: "10" }, "property"],
    ["milestone-cars", { registration: "KEY 123", mileage: "42,000" }, "vehicle"],
  ])("%s gives one account", async (slug, fields, kind) => {
    const token = String((await form(slug, fields)).body["accessToken"]);
    expect((await bank.call("GET", "/data/accounts", { token })).body["accounts"]).toMatchObject([{ kind }]);
    expect((await bank.call("GET", "/data/owners", { token })).body).toEqual({
      owners: [],
      nextCursor: null,
    });
  });

  it.each([
    ["keystone-homes", { postcode: "AB12CD", house: "0" }, 401],
    ["keystone-homes", { postcode: "AB12CD" }, 400],
    ["milestone-cars", { registration: "NONE", mileage: "1" }, 401],
    ["milestone-cars", { registration: "KEY123", mileage: "many" }, 400],
  ])("%s refuses %o", async (slug, fields, status) => {
    expect((await form(slug, fields)).status).toBe(status);
  });
});
