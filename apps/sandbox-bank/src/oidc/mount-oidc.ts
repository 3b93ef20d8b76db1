import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type Provider from "oidc-provider";
import type { DataAuthorizer } from "../access/data-access.ts";
import type { BankBook } from "../book/bank-book.ts";
import type { SandboxInstitution } from "../book/institutions.ts";
import { createDataAuthorizer } from "./data-authorizer.ts";
import { openIssuerStore } from "./issuer-store.ts";
import { consentPage, loginPage, stylesheet } from "./pages.ts";
import { printPerson, readPerson } from "./person.ts";
import { createIssuer, type BankClient } from "./provider.ts";

/** Where the issuer goes, and whose accounts it hands out. */
export interface MountOptions {
  readonly app: FastifyInstance;
  readonly origin: string;
  readonly client: BankClient;
  readonly bank: BankBook;
  /** Where grants outlive a restart; null: they do not. */
  readonly stateFile: string | null;
}

interface Desk extends MountOptions {
  readonly provider: Provider;
  /** Accounts chosen, by grant. */
  readonly chosen: Map<string, readonly string[]>;
  /** Institutions where the next sign-in as `user_oauth_swap` is somebody else's. */
  readonly swapNext: Set<string>;
}

/** Puts the issuer and its pages on the bank's server. */
export const mountOidc = async ({ app, origin, client, bank, stateFile }: MountOptions): Promise<DataAuthorizer> => {
  const store = await openIssuerStore(stateFile);
  const provider = await createIssuer(`${origin}/oidc`, client, store);
  const { chosen } = store;
  app.addHook("onClose", store.close);
  await app.register(interactionRoutes({ app, origin, client, bank, stateFile, provider, chosen, swapNext: new Set() }));
  await app.register(issuerRoutes(provider));
  return createDataAuthorizer(provider, origin, chosen);
};

const issuerRoutes =
  (provider: Provider) =>
  async (app: FastifyInstance): Promise<void> => {
    const handle = provider.callback();
    // The library reads the body itself.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.all("/oidc/*", async (request, reply) => {
      reply.hijack();
      const { raw } = request;
      Object.assign(raw, { originalUrl: raw.url, url: raw.url?.replace(/^\/oidc/, "") });
      await handle(raw, reply.raw);
    });
  };

const formOf = (request: FastifyRequest): URLSearchParams => new URLSearchParams(typeof request.body === "string" ? request.body : "");

const send = (desk: Desk, bank: SandboxInstitution, { reply, html }: { readonly reply: FastifyReply; readonly html: string }): FastifyReply => {
  // Chromium applies form-action to the redirects that follow a form, too.
  const targets = [...new Set(desk.client.redirectUris.map((uri) => new URL(uri).origin))].join(" ");
  return reply
    .headers({
      "content-security-policy": `default-src 'none'; style-src 'self'; img-src data:; form-action 'self' ${targets}; frame-ancestors 'none'; base-uri 'none'`,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": bank.slug === "lantern-bank" ? "same-origin" : "unsafe-none",
    })
    .type("text/html; charset=utf-8")
    .send(html);
};

const interactionRoutes =
  (desk: Desk) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string", bodyLimit: 16_384 }, (_request, body, done) =>
      done(null, body),
    );
    const base = "/oidc/interaction/:uid";
    app.get("/oidc/interaction.css", (_request, reply) => reply.type("text/css").send(stylesheet));
    app.get(base, (request, reply) => show(desk, { request, reply, problem: null }));
    app.post(`${base}/login`, (request, reply) => login(desk, request, reply));
    app.post(`${base}/allow`, (request, reply) => allow(desk, request, reply));
    app.post(`${base}/deny`, (request, reply) =>
      finish(desk, { request, reply, result: { error: "access_denied", error_description: "the person said no" } }),
    );
  };

interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The open interaction of this browser, with its institution; null when there is none. */
const visitOf = async ({ provider, bank }: Desk, { request, reply }: Visit) => {
  try {
    const details = await provider.interactionDetails(request.raw, reply.raw);
    const institution = bank.institution(String(details.params["institution"]));
    return institution?.kind === "redirect" ? { details, institution, action: `/oidc/interaction/${details.uid}` } : null;
  } catch {
    return null;
  }
};

const over = (reply: FastifyReply): FastifyReply =>
  reply.code(410).type("text/plain").send("This visit to the bank is over. Close the window and start again.");

const show = async (desk: Desk, { request, reply, problem }: Visit & { readonly problem: string | null }): Promise<FastifyReply> => {
  const visit = await visitOf(desk, { request, reply });
  if (!visit) return over(reply);
  const { details, institution, action } = visit;
  const person = readPerson(details.session?.accountId ?? "");
  if (details.prompt.name === "login" || !person) return send(desk, institution, { reply, html: loginPage(institution, action, problem) });
  const accounts = desk.bank.accountsOf(institution.slug, person.username);
  return send(desk, institution, { reply, html: consentPage(institution, action, accounts) });
};

const finish = async (
  desk: Desk,
  { request, reply, result }: Visit & { readonly result: Parameters<Provider["interactionFinished"]>[2] },
): Promise<FastifyReply> => {
  if (!(await visitOf(desk, { request, reply }))) return over(reply);
  reply.hijack();
  await desk.provider.interactionFinished(request.raw, reply.raw, result, { mergeWithLastSubmission: true });
  return reply;
};

const login = async (desk: Desk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  const visit = await visitOf(desk, { request, reply });
  if (!visit) return over(reply);
  const form = formOf(request);
  const { slug } = visit.institution;
  const answer = desk.bank.signIn(slug, form.get("username") ?? "", form.get("password") ?? "");
  if (answer.outcome === "refused") {
    reply.code(401);
    return show(desk, { request, reply, problem: answer.failure === "login_locked" ? "This login is locked." : "Those details did not match." });
  }
  const username = form.get("username") ?? "";
  if (username === "user_oauth_deny") return finish(desk, { request, reply, result: { error: "access_denied" } });
  if (username === "user_oauth_error") return finish(desk, { request, reply, result: { error: "server_error" } });
  const accountId = printPerson({ institution: slug, username: username === "user_oauth_swap" ? swap(desk, slug) : username });
  return finish(desk, { request, reply, result: { login: { accountId } } });
};

/** Every second visit is somebody else's, as on a shared computer. */
const swap = ({ swapNext }: Desk, slug: string): string => {
  if (swapNext.delete(slug)) return "user_oauth_other";
  swapNext.add(slug);
  return "user_oauth_swap";
};

const allow = async (desk: Desk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  const visit = await visitOf(desk, { request, reply });
  const accountId = visit?.details.session?.accountId;
  const person = readPerson(accountId ?? "");
  if (!visit || !accountId || !person) return over(reply);
  const known = new Set(desk.bank.accountsOf(person.institution, person.username).map(({ stableId }) => stableId));
  const grant = new desk.provider.Grant({ accountId, clientId: "drawbridge" });
  grant.addOIDCScope("openid offline_access accounts");
  const grantId = await grant.save();
  desk.chosen.set(
    grantId,
    formOf(request)
      .getAll("account")
      .filter((id) => known.has(id)),
  );
  return finish(desk, { request, reply, result: { consent: { grantId } } });
};
