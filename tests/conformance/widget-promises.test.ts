import { readFile } from "node:fs/promises";
import { Secret } from "@drawbridge/adapter-kit";
import { createSandboxAdapter } from "@drawbridge/adapter-sandbox";
import { failureNames, type LoggedEvent, type SessionEventType } from "@drawbridge/contract";
import { startSandboxBank } from "@drawbridge/sandbox-bank";
import { exportJWK, generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";
import { projectWidget } from "../../apps/server/src/faces/widget/projection.ts";

// Rules of widget-and-data.md, section 15, that need no server of ours.

describe("two environments of one provider (15.17)", () => {
  it("never see an access of the other, also when the same adapter talks to both", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: "k", alg: "ES256", use: "sig" };
    const open = async () => {
      const bank = await startSandboxBank({ port: 0, client: { jwks: { keys: [jwk] }, redirectUris: [] }, wait: () => Promise.resolve() });
      const shown: string[] = [];
      const adapter = createSandboxAdapter({
        bankOrigin: bank.origin,
        clientKey: { ...(await exportJWK(privateKey)), kid: "k" },
        fetch: async (input, init) => {
          shown.push(new Request(input, init).headers.get("authorization") ?? "");
          return fetch(input, init);
        },
        now: () => new Date(),
        log: { warn: () => undefined },
      });
      const credentials = new Map([
        ["username", new Secret("user_ok")],
        ["password", new Secret("pass_ok")],
      ]);
      const signIn = async (): Promise<Secret> => {
        const outcome = await adapter.credentials?.start({ institutionId: "drawbridge-bank", credentials });
        if (outcome?.outcome !== "signed_in") throw new Error(`not signed in: ${outcome?.outcome}`);
        return outcome.access;
      };
      return { bank, adapter, shown, signIn };
    };
    const [one, other] = [await open(), await open()];
    const [mine, theirs] = [await one.signIn(), await other.signIn()];
    const read = (side: typeof one, access: Secret) => side.adapter.accounts.list({ access, cursor: null, withNumbers: false });
    for (const [side, access] of [
      [one, mine],
      [other, theirs],
      [one, mine],
    ] as const)
      expect((await read(side, access)).outcome).toBe("read");
    const told = (side: typeof one): readonly string[] => side.shown.filter((header) => header !== "");
    expect([told(one).length, told(other).length].every((count) => count > 0)).toBe(true);
    expect(told(one).filter((header) => told(other).includes(header))).toEqual([]);
    await Promise.all([one.bank.close(), other.bank.close()]);
  });
});

describe("a refused visit to the bank (15.21)", () => {
  const reasons = ["CANCELLED", "DENIED", "IMPEDED", "PROVIDER_ERROR", "SERVER_ERROR", "UNKNOWN_ERROR", "SESSION_ERROR"];
  const context = { userId: "usr_1", repairs: false };
  const happened = (type: SessionEventType, data: Readonly<Record<string, unknown>>): LoggedEvent => ({
    id: "evt_1",
    seq: 1,
    sessionId: "ses_1",
    tenantId: "ten_1",
    occurredAt: "2026-01-01T00:00:00.000Z",
    attemptId: "a",
    step: "oauth",
    type,
    data: {
      institution: { id: "ins_1", no: 1, slug: "harbour-bank", name: "Harbour Bank", url: "", aggregator: "sandbox" },
      connection: { id: "con_1", no: 1 },
      ...data,
    },
  });

  it.each(failureNames)("%s: a reason where a reason belongs, a status where a status belongs", (failure) => {
    const types = ["oauth.failed", "oauth.launched", "sign_in.failed", "mfa.failed", "accounts.add_failed", "alert.shown"] as const;
    const messages = types.flatMap((type) => projectWidget(happened(type, { failure, oauth: true, blocked: false }), context));
    const values = messages.flatMap(({ metadata }) => {
      const { error_reason, connection_status, connectionStatus, member } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
      const nested = (member ?? {}) as Readonly<Record<string, unknown>>;
      return [{ reason: error_reason, statuses: [connection_status, connectionStatus, nested["connection_status"]] }];
    });
    expect(values.filter(({ reason }) => reason !== undefined && !reasons.some((known) => known === reason))).toEqual([]);
    expect(values.flatMap(({ statuses }) => statuses).filter((status) => status !== undefined && !Number.isInteger(status))).toEqual([]);
    expect(values.some(({ reason, statuses }) => reason !== undefined && statuses.some((status) => status !== undefined))).toBe(false);
  });
});

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly integrity?: string;
        readonly link?: boolean;
        readonly inBundle?: boolean;
        readonly dependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}

describe("the lock file (15.25)", () => {
  it("holds every dependency of every workspace in its exact version, with what it must hash to", async () => {
    const read = async <T>(path: string): Promise<T> => JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), "utf8")) as T;
    const { packages } = await read<Lock>("package-lock.json");
    const own = Object.keys(packages).filter((path) => !path.includes("node_modules/"));
    const problems = await Promise.all(
      own.map(async (path) => {
        const manifest = await read<{ dependencies?: Record<string, string>; devDependencies?: Record<string, string> }>(
          path === "" ? "package.json" : `${path}/package.json`,
        );
        return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap(([name, wanted]) => {
          const locked = packages[`${path}/node_modules/${name}`] ?? packages[`node_modules/${name}`];
          if (locked?.link) return [];
          return locked?.version === wanted ? [] : [`${path} wants ${name} ${wanted}, locked is ${locked?.version ?? "nothing"}`];
        });
      }),
    );
    expect(problems.flat()).toEqual([]);
    const bare = Object.entries(packages).filter(
      ([path, entry]) => path.includes("node_modules/") && !entry.link && !entry.inBundle && !entry.integrity,
    );
    expect(bare.map(([path]) => path)).toEqual([]);
  });
});
