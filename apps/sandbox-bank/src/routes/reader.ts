import type { FastifyReply, FastifyRequest } from "fastify";
import type { AccessTokens } from "../access/access-tokens.ts";
import { bearerToken, checkAccess, type DataAccess, type DataAuthorizer } from "../access/data-access.ts";
import type { BankBook } from "../book/bank-book.ts";
import type { SandboxInstitution } from "../book/institutions.ts";
import { thinkingMs, type Wait } from "./bank-mood.ts";
import { sendFailure, type FailureReply } from "./failure-reply.ts";
import { sendFault } from "./fault-reply.ts";

/** What reading needs. */
export interface ReaderDeps {
  readonly book: BankBook;
  readonly tokens: AccessTokens;
  readonly oidc: DataAuthorizer;
  readonly now: () => Date;
  readonly wait: Wait;
}

const singleSyncMs = 60 * 60_000; // Long enough for the first sync of the slowest user, too short for the next one.

/** Whose data may be read, after everything that can go wrong did; null: the answer was sent. */
export async function admitReader(request: FastifyRequest, reply: FastifyReply, deps: ReaderDeps): Promise<DataAccess | null> {
  const check = await checkAccess(request, deps);
  if (check.outcome === "unknown") {
    await sendUnknown(reply);
    return null;
  }
  if (check.outcome === "revoked") {
    await sendFailure(reply, { failure: "access_revoked", detail: "This access was given back." });
    return null;
  }
  return (await meetTrouble(check.access, { request, reply, deps })) ? null : check.access;
}

/** Ends the access of the request's token: 204, and 204 again. */
export async function revokeAccess(request: FastifyRequest, reply: FastifyReply, deps: ReaderDeps): Promise<FastifyReply> {
  const token = bearerToken(request);
  const known = token === null ? await deps.oidc.revokeData?.(request) : await deps.tokens.revoke(token);
  if (known === true) return reply.code(204).send();
  if (known === undefined && (await deps.oidc.authorizeData(request)) !== null) return sendElsewhere(reply);
  return sendUnknown(reply);
}

interface Context {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly deps: ReaderDeps;
}

/** True when the institution or the user is made to fail and the answer was sent. */
async function meetTrouble(access: DataAccess, { request, reply, deps }: Context): Promise<boolean> {
  const institution = deps.book.institution(access.institution);
  const trouble = institution === null ? closedBank : troubleOf(institution, access, deps);
  if (trouble !== null) {
    await sendFailure(reply, trouble);
    return true;
  }
  const fault = deps.book.user(access.username)?.readFault ?? null;
  if (fault !== null) {
    await sendFault(reply, fault);
    return true;
  }
  const thinking = institution === null ? 0 : thinkingMs(institution, request.url.split("?")[0] ?? "");
  if (thinking > 0) await deps.wait(thinking);
  return false;
}

const closedBank: FailureReply = {
  failure: "not_supported",
  detail: "This institution has closed.",
};

function troubleOf(institution: SandboxInstitution, access: DataAccess, deps: ReaderDeps): FailureReply | null {
  const ageMs = access.signedInAt === null ? 0 : deps.now().getTime() - access.signedInAt.getTime();
  if (institution.health === "down") return { failure: "bank_down", detail: "This institution is always down." };
  if (institution.singleSyncOnly && ageMs > singleSyncMs) {
    return { failure: "mfa_required", detail: "This institution wants a sign-in for every sync." };
  }
  const readFailure = deps.book.user(access.username)?.readFailure ?? null;
  if (readFailure === null || ageMs < readFailure.afterMs) return null;
  return { failure: readFailure.failure, detail: `The name asks for ${readFailure.failure}.` };
}

const sendUnknown = (reply: FastifyReply): FastifyReply =>
  sendFailure(reply.header("www-authenticate", "Bearer, DPoP"), {
    failure: "access_revoked",
    detail: "The token is missing or not one of ours.",
    status: 401,
  });

const sendElsewhere = (reply: FastifyReply): FastifyReply =>
  sendFailure(reply, {
    failure: "not_supported",
    detail: "Give this access back at the revocation endpoint of the issuer.",
  });
