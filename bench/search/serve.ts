import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { institutions, newId, tenants, type InstitutionRecord } from "@drawbridge/storage";
import { createTestDatabase } from "@drawbridge/storage/testing";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { createServer } from "../../apps/server/src/app.ts";
import { readConfig } from "../../apps/server/src/config.ts";
import { nativeRoutes } from "../../apps/server/src/faces/native/routes.ts";
import { sessionRoutes } from "../../apps/server/src/faces/session/routes.ts";
import { hashToken } from "../../apps/server/src/http/token-hash.ts";
import { toStore } from "../../apps/server/src/institutions/record-of-entry.ts";
import { wire } from "../../apps/server/src/wiring.ts";

/** A server with the list and one open session. */
export interface SearchServer {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

const Link = Type.Object({ url: Type.String() });
const Opened = Type.Object({ handle: Type.String() });

/** Starts a PostgreSQL and the real routes, imports the list, makes a link and opens a session on it. */
export const serveSearch = async (records: readonly InstitutionRecord[]): Promise<SearchServer> => {
  const db = await createTestDatabase(undefined);
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-bench-"));
  await db.storage.transaction((tx) => institutions(tx).replaceSource("bench", records.map(toStore)));
  await tenants(db.storage.pool).upsert({
    id: newId(),
    slug: "bench",
    name: "bench",
    partnerSecretHash: "x",
    appKeyHash: "x",
    apiTokenHash: hashToken("bench-token"),
    policyUrl: null,
    origins: [],
  });
  const app = createServer("silent");
  const config = readConfig(folder, { DRAWBRIDGE_DATA: folder });
  const deps = await wire({ config, storage: db.storage, log: app.log, origin: () => "http://127.0.0.1", bankOrigin: "http://127.0.0.1:9" });
  await deps.directory.ready;
  await app.register(nativeRoutes(deps));
  await app.register(sessionRoutes(deps));
  const link = await app.inject({
    method: "POST",
    url: "/v1/links",
    headers: { authorization: "Bearer bench-token", "idempotency-key": newId() },
    payload: { kind: "connect", user: { externalId: "bench" }, jobTypes: ["transactions"] },
  });
  const token = new URL(Value.Parse(Link, link.json()).url).hash.slice("#link=".length);
  const opened = await app.inject({
    method: "POST",
    url: "/session",
    headers: { "x-drawbridge": "1" },
    payload: { door: "native", link: token, tabId: "bench" },
  });
  const { handle } = Value.Parse(Opened, opened.json());
  return {
    origin: await app.listen({ host: "127.0.0.1", port: 0 }),
    headers: { authorization: `Bearer ${handle}`, "x-drawbridge": "1" },
    close: async () => {
      await app.close();
      await db.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
