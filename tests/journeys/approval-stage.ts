import { afterAll, beforeAll, expect } from "vitest";
import { createTestDevice, type TestDevice } from "../../apps/server/test/device-client.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { openPerson, signInAs, type Origin, type Person } from "./person.ts";

/** The PIN of everybody here. */
export const PIN = "135790";

const started: { current: TestDrawbridge | null } = { current: null };

/** The Drawbridge of the file. */
export const the = (): TestDrawbridge => started.current ?? expect.fail("it was not started");

/** Starts one for the tests of a file. */
export const useDrawbridge = (): void => {
  beforeAll(async () => {
    started.current = await startDrawbridge();
  });
  afterAll(() => started.current?.close());
};

/** Any answer. */
export type Json = Readonly<Record<string, any>>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer

/** Calls the native API; anything but a success throws. */
export const call = async (method: string, path: string, body?: object, { api }: Pick<Origin, "api"> = the()): Promise<Json> => {
  const answer = await api(path, body && { method, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as Json;
};

/** Everything is asked about on the device. */
export const settings = { grant: true, renew: true, revoke: true, answerTimeout: 300, purpose: "budgeting" };
/** Sets what is asked about. */
export const want = (changes: Partial<typeof settings> = {}) => call("PUT", "/v1/approval-settings", { ...settings, ...changes });

/** A device of a person, activated and logged in. */
export const enrol = async (externalId: string, userId: string, there: Origin = the()): Promise<TestDevice> => {
  const device = await createTestDevice(there.server);
  const user = { tenantId: "development", userId: externalId };
  const { activationCode } = await call("POST", `/v1/users/${userId}/activation-codes`, { purpose: "activation", reason: "test" }, there);
  await device.activate(user, activationCode, PIN);
  await device.logIn(user, PIN);
  return device;
};

/** Somebody with a device who has signed in and chosen accounts. */
export const arrive = async (externalId: string, count = 1) => {
  const person = await openPerson(the(), externalId);
  const devices: TestDevice[] = [];
  for (let n = 0; n < count; n += 1) devices.push(await enrol(externalId, person.userId));
  await takeAccounts(person);
  const [device] = devices;
  return { person, devices, device: device ?? (await createTestDevice(the().server)) };
};

/** Signs in and chooses every account. */
export const takeAccounts = async (person: Person): Promise<void> => {
  await signInAs(person, "user_ok");
  const { accounts } = await person.until("accounts");
  await person.give({ type: "accounts_chosen", accountIds: accounts.filter(({ eligible }) => eligible).map(({ id }) => id) });
};

/** The screen as the page draws it now. */
export const look = async (person: Person, { server }: Pick<Origin, "server"> = the()) => {
  const body = JSON.stringify({ door: "resume", tabId: "tab" });
  const answer = await fetch(`${server}/session`, { method: "POST", headers: person.headers, body });
  if (!answer.ok) throw new Error(`no view: ${answer.status} ${await answer.text()}`);
  const { view } = (await answer.json()) as { view: ReturnType<Person["view"]> };
  person.see(view);
  return view.step;
};

/** Waits until the approval is in a state. */
export const until = async (person: Person, state: string, there: Pick<Origin, "server"> = the()) => {
  await expect.poll(async () => look(person, there), { timeout: 30_000, interval: 150 }).toMatchObject({ at: "approval", state });
  const { step } = person.view();
  if (step.at !== "approval") throw new Error(`at ${step.at}`);
  return step;
};

/** The oldest question that waits for a device, taken up with the PIN. */
export const takeUp = async (device: TestDevice) => {
  const { offers } = await device.send("offers.list", {});
  const operationId = offers[0]?.id ?? "";
  const { signed } = await device.send("operation.start", { operationId });
  const { display } = await device.provePin(operationId, signed, PIN);
  return { operationId, signed, display };
};

/** Takes the oldest question up and answers it. */
export const answer = async (device: TestDevice, decision: "ACCEPTED" | "REJECTED" = "ACCEPTED") => {
  const asked = await takeUp(device);
  return { ...asked, standing: await device.approve(asked.signed, asked.display.text, decision) };
};

/** What the log tells of a person, by type. */
export const typesOf = async (person: Person): Promise<readonly string[]> => (await person.events()).map(({ type }) => type);
/** The same of approvals alone. */
export const approvalsOf = async (person: Person): Promise<readonly string[]> =>
  (await typesOf(person)).filter((type) => type.startsWith("approval."));
/** A person's connections. */
export const connectionsOf = async (person: Person): Promise<readonly Json[]> =>
  (await call("GET", `/v1/connections?userId=${person.userId}`))["connections"];
/** A person's consents, the first one first. */
export const consentsOf = async (person: Person): Promise<readonly Json[]> => {
  const sql =
    "select c.id, c.operation_id as operation, c.expires_at as until from consents c join users u on u.id = c.user_id where 'usr_' || replace(u.id::text, '-', '') = $1 or 'usr_' || u.id::text = $1 order by c.given_at, c.id";
  return (await the().storage.pool.query<Json>(sql, [person.userId])).rows;
};
