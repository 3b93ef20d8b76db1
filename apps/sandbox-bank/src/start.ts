import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { JWK } from "jose";
import type { DataAuthorizer } from "./access/data-access.ts";
import { addBankRoutes, createBankServer } from "./bank-app.ts";
import { createBankBook, type BankBook, type InstitutionMood } from "./book/bank-book.ts";
import { mountOidc } from "./oidc/mount-oidc.ts";
import type { Wait } from "./routes/bank-mood.ts";

/** How to start a sandbox bank. */
export interface SandboxBankOptions {
  /** 0: any free port. */
  readonly port: number;
  /** A loopback name or address; the bank is never reachable from elsewhere. */
  readonly host?: "localhost" | "127.0.0.1";
  /** The one client of the redirect institutions. */
  readonly client: {
    readonly jwks: { readonly keys: readonly JWK[] };
    readonly redirectUris: readonly string[];
  };
  /** Keeps consents over a restart; without it they end with the bank. */
  readonly stateFile?: string;
  /** The clock of accounts, questions and locks; not of token and proof signatures of the redirect flow. */
  readonly now?: () => Date;
  /** How slow users and institutions wait; a test passes one that does not. */
  readonly wait?: Wait;
}

/** Puts the issuer of the redirect institutions on the server, before it listens. */
export type MountIssuer = (options: {
  readonly app: FastifyInstance;
  readonly origin: string;
  readonly client: { readonly jwks: { readonly keys: JWK[] }; readonly redirectUris: string[] };
  readonly bank: BankBook;
  readonly stateFile: string | null;
}) => Promise<DataAuthorizer>;

/** A running sandbox bank. */
export interface SandboxBank {
  readonly origin: string;
  /** Makes an institution healthy, degraded, down or single-sync-only; false when there is none of the slug. */
  readonly setMood: (slug: string, mood: InstitutionMood) => boolean;
  readonly close: () => Promise<void>;
}

const sleepQuietly: Wait = async (ms) => {
  await sleep(ms, undefined, { ref: false });
};

/**
 * Starts a bank that can do and fail everything.
 *
 * @example
 * const bank = await startSandboxBank({ port: 0, client: { jwks: { keys: [] }, redirectUris: [] } });
 */
export const startSandboxBank = (options: SandboxBankOptions): Promise<SandboxBank> => startBank(options, mountOidc);

/** Starts the bank with an issuer of the redirect institutions. */
export async function startBank(options: SandboxBankOptions, mountIssuer: MountIssuer): Promise<SandboxBank> {
  const { host = "localhost", client, now = () => new Date(), wait = sleepQuietly } = options;
  const port = options.port === 0 ? await findFreePort(host) : options.port;
  const origin = `http://${host}:${port}`;
  const book = createBankBook(now);
  const app = createBankServer();
  const oidc = await mountIssuer({
    app,
    origin,
    client: { jwks: { keys: [...client.jwks.keys] }, redirectUris: [...client.redirectUris] },
    bank: book,
    stateFile: options.stateFile ?? null,
  });
  addBankRoutes(app, { book, oidc, now, wait });
  await app.listen({ port, host });
  return { origin, setMood: book.setMood, close: () => app.close() };
}

/** The issuer's address is part of what it signs, so the port must be known before anything listens. */
async function findFreePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, host, resolve);
  });
  const address: AddressInfo | string | null = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
