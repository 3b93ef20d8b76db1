import { randomUUID } from "node:crypto";
import { dirname } from "node:path";
import { Secret } from "@drawbridge/adapter-kit";
import { authRequests, newId, sessions, tenants, users, type Tenant, type User } from "@drawbridge/storage";
import { runCli } from "../../cli/src/index.ts";
import type { TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { choose, openPerson, signInWith } from "../../../tests/journeys/person.ts";
import { printId } from "../src/ids.ts";
import { sealTrip } from "../src/faces/connections/auth-requests/trip.ts";
import { accessPurpose } from "../src/use-cases/ask-bank.ts";
import { sessionPurpose } from "../src/use-cases/effect-run.ts";
import { addConnectWebhook } from "../src/webhooks/connect-registration.ts";
import { connectBank } from "./connect-bank.ts";
import { createTestDevice } from "./device-client.ts";

/** Somewhere for every column that holds envelopes to hold one, by the way people and programs put it there. */

/** Runs a key command as an operator on the server's machine does. */
export const runKeysCommand = async ({ devFile, databaseUrl }: Pick<TestDrawbridge, "devFile" | "databaseUrl">, ...args: readonly string[]) => {
  const lines: string[] = [];
  const note = (text: string): void => void lines.push(text);
  const env = { DRAWBRIDGE_DATA: dirname(devFile), DATABASE_URL: databaseUrl };
  const exit = await runCli(["keys", ...args], { env, root: dirname(devFile), say: note, complain: note });
  return { exit, text: lines.join("\n") };
};

const PIN = "135790";
const PERSON = "numbers";
const reason = { reason: "set up" };

const made = async ({ api }: TestDrawbridge, path: string, body: object): Promise<Readonly<Record<string, unknown>>> => {
  const answer = await api(path, { method: "POST", body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
};

const fillDevice = async (drawbridge: TestDrawbridge, user: User): Promise<void> => {
  const { activationCode } = await made(drawbridge, `/v1/users/${printId("usr", user.id)}/activation-codes`, {
    purpose: "activation",
    ...reason,
  });
  const device = await createTestDevice(drawbridge.server);
  const ref = { tenantId: "development", userId: PERSON };
  await device.activate(ref, String(activationCode), PIN);
  await device.logIn(ref, PIN);
  await device.send("push.set", { pushToken: "FCM:a-push-token" });
  await drawbridge.storage.pool.query("update pin_tries set expires_at = now() + interval '1 day'"); // else it is swept away in a minute
  await device.send("offline.seed", {});
  const value = { data: "Ymx1ZQ", propertyType: "UTF8_STRING", propertyTtl: 0, propertyFlags: 0x02 } as const;
  await device.send("property.set", { owner: "USER", key: 'a "colour" \\ name', ...value });
};

/** A visit that stops where its accounts are shown, with what a visit to the bank's own pages leaves in between. */
const fillSession = async (drawbridge: TestDrawbridge): Promise<void> => {
  const { deps, storage } = drawbridge;
  const person = await openPerson(drawbridge, "half-way");
  await choose(person, "drawbridge-bank");
  await signInWith(person, { username: "user_ok", password: "pass_ok" });
  const { rows } = await storage.pool.query<{ id: string }>(
    "select s.id from sessions s join users u on u.id = s.user_id where u.external_id = 'half-way'",
  );
  const session = await sessions(storage.pool).byId(rows[0]?.id ?? "");
  if (!session) throw new Error("there is no session");
  const seal = (purpose: "sign_in_state" | "oauth_return") => deps.vault.seal(new Secret(purpose), sessionPurpose(session, purpose));
  const more = { state: seal("sign_in_state"), returned: seal("oauth_return") };
  await storage.pool.query("update sessions set secrets = secrets || $2 where id = $1", [session.id, JSON.stringify(more)]);
};

interface Whose {
  readonly tenant: Tenant;
  readonly user: User;
  readonly linkId: string;
}

/** What no short way leads to: a trip to a bank under way, a back-channel request, access that is to be revoked tomorrow. */
const fillRows = async ({ deps, storage }: TestDrawbridge, { tenant, user, linkId }: Whose): Promise<void> => {
  const owner = { id: newId(), tenantId: tenant.id, userId: user.id };
  const trip = sealTrip(deps, owner, { authUrl: "https://bank.example", returnUrl: "https://client.example", state: randomUUID() });
  const request = { ...owner, ...trip, clientId: "client", sessionId: newId(), bankId: "bank", scope: "openid", status: "pending" as const };
  const open = { redirectUri: null, bankConnectionId: null, createdAt: deps.now(), linkId, intent: null };
  await authRequests(storage.pool).create({ ...request, ...open });
  const sealed = deps.vault.seal(new Secret("request"), { tenantId: tenant.id, userId: "", ownerId: owner.id, purpose: "backchannel_request" });
  await storage.transaction(async (tx) => {
    await tx.query("set local session_replication_role = replica"); // the operation of the request is left out
    await tx.query("insert into backchannel_approvals (operation_id, tenant_id, oidc_client_id, request_sealed) values ($1, $2, 'client', $3)", [
      owner.id,
      tenant.id,
      JSON.stringify(sealed),
    ]);
  });
  const access = deps.vault.seal(new Secret("access"), accessPurpose(owner));
  const payload = { tenantId: tenant.id, userId: user.id, connectionId: owner.id, provider: "gone", access };
  await storage.pool.query("select graphile_worker.add_job('access.revoke', $1::json, run_at => now() + interval '1 day')", [
    JSON.stringify(payload),
  ]);
};

/** Fills every column; answers whose account numbers can be read. */
export const fillAllPlaces = async (drawbridge: TestDrawbridge) => {
  const { storage, deps } = drawbridge;
  const connected = await connectBank(drawbridge, PERSON, { jobTypes: ["accountNumber"] });
  const tenant = await tenants(storage.pool).bySlug("development");
  const user = tenant && (await users(storage.pool).byExternalId(tenant.id, PERSON));
  if (!tenant || !user) throw new Error("there is nobody");
  const endpoint = await made(drawbridge, "/v1/webhook-endpoints", { url: "http://127.0.0.1:9/in" });
  await made(drawbridge, "/v1/sinks", { kind: "segment", url: "http://127.0.0.1:9", key: "key" });
  const client = await made(drawbridge, "/v1/oidc-clients", { name: "Shop", authMethod: "client_secret_basic" });
  await made(drawbridge, `/v1/oidc-clients/${String(client["id"])}/secret-rotations`, {});
  await made(drawbridge, "/v1/push-providers", { provider: "APN", url: "http://127.0.0.1:9/push", ...reason });
  await made(drawbridge, "/v1/operators/invitations", { email: "ada@bank.example", role: "viewer" });
  await made(drawbridge, "/v1/tenant/partner-secret-rotations", {});
  const { rows: links } = await storage.pool.query<{ id: string }>("select id from links limit 1");
  const linkId = links[0]?.id ?? "";
  const wish = {
    url: "http://127.0.0.1:9/hook",
    contentType: "application/json" as const,
    headers: { "x-a": "b" },
    consumerId: null,
    data: null,
    ping: "queued" as const,
  };
  await storage.transaction((tx) => addConnectWebhook(deps, tx, { wish, linkId, tenant, user }));
  await fillDevice(drawbridge, user);
  await fillRows(drawbridge, { tenant, user, linkId });
  await storage.pool.query(
    `insert into operators (id, tenant_id, email, role, password_hash, totp, totp_step, created_at)
     select operator_id, tenant_id, 'ada@bank.example', 'viewer', 'x', totp, 0, now() from operator_invitations where email = 'ada@bank.example'`,
  );
  await fillSession(drawbridge);
  return { connected, endpointId: String(endpoint["id"]) };
};
