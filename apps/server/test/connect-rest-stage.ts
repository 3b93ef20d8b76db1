import { afterAll, beforeAll, expect } from "vitest";
import { visitBank } from "../../sandbox-bank/test/bank-visitor.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { choose, openPerson, signInAs, takeAll } from "../../../tests/journeys/person.ts";
import { anotherPartner, customerPath, developmentPartner, type Partner } from "./connect-client.ts";

/** How far ahead the server's clock and the bank's are. */
export const clock = { aheadMs: 0, bankAheadMs: 0 };

interface Stage {
  readonly drawbridge: TestDrawbridge;
  readonly partner: Partner;
  readonly stranger: Partner;
}

const stage: { current: Stage | null } = { current: null };
const onStage = (): Stage => stage.current ?? expect.fail("it was not started");

/** The Drawbridge of the file. */
export const the = (): TestDrawbridge => onStage().drawbridge;
/** The development tenant's own server. */
export const partner = (): Partner => onStage().partner;
/** The server of another tenant. */
export const stranger = (): Partner => onStage().stranger;

/** Starts one Drawbridge, with two partners, for the tests of a file. */
export const useConnect = (): void => {
  const started = Date.now();
  beforeAll(async () => {
    const drawbridge = await startDrawbridge({
      now: () => new Date(Date.now() + clock.aheadMs),
      bankNow: () => new Date(started + clock.bankAheadMs),
      adapterTimeoutMs: 10_000,
    });
    const [known, other] = [await developmentPartner(drawbridge), await anotherPartner(drawbridge, "stranger")];
    stage.current = { drawbridge, partner: known, stranger: other };
  });
  afterAll(() => stage.current?.drawbridge.close());
};

/** A problem as this face prints it. */
export const problem = (code: number) => ({
  code,
  message: expect.stringMatching(/.+/),
  user_message: expect.any(String),
  status: expect.any(Number),
  tags: expect.any(String),
});

/** The numbers by which this face knows a connection. */
export interface Login {
  readonly customerId: string;
  readonly loginId: string;
}

const numbersOf = async (externalId: string): Promise<Login> => {
  const { body } = await partner().call("GET", `/aggregation/v1/customers?username=${externalId}`);
  const customerId: string = body["customers"][0].id;
  const accounts = await partner().call("GET", customerPath(customerId, "/accounts"));
  return { customerId, loginId: String(accounts.body["accounts"][0].institutionLoginId) };
};

const jobTypes = ["accountNumber", "accountOwner", "transactions"]; // no history, which would be read behind the test's back

/** Connects Drawbridge Bank for a new person, and answers with the numbers this face knows them by. */
export const connect = async (username: string, externalId: string): Promise<Login> => {
  const person = await openPerson(the(), externalId, { jobTypes });
  await signInAs(person, username);
  await takeAll(person);
  await person.give({ type: "submitted" });
  return numbersOf(externalId);
};

/** The same at Harbour Bank, where the person signs in on the bank's own pages. */
export const connectByRedirect = async (externalId: string): Promise<Login> => {
  const person = await openPerson(the(), externalId, { jobTypes });
  await choose(person, "harbour-bank");
  const { url } = await person.until("oauth");
  const launched = await fetch(url ?? "", { redirect: "manual" });
  await person.give({ type: "oauth_launched", blocked: false });
  const back = `${the().server}/oauth/sandbox/redirect_from/`;
  const returned = await visitBank(launched.headers.get("location") ?? "", back, { username: "user_ok" });
  await fetch(`${back}?${new URLSearchParams(returned)}`);
  await person.until("review", "error"); // accounts are chosen at the bank
  await person.give({ type: "submitted" });
  return numbersOf(externalId);
};

/** What the log says of a type. */
// oxlint-disable-next-line typescript/no-explicit-any -- event data
export const logged = async (type: string): Promise<readonly Record<string, any>[]> => {
  const answer = await the().api(`/v1/events?type=${type}&limit=500`);
  return ((await answer.json()) as { events: { data: Record<string, unknown> }[] }).events.map(({ data }) => data);
};
