import { createHash } from "node:crypto";
import { Secret } from "@drawbridge/adapter-kit";
import { idempotencyKeys, type Tenant } from "@drawbridge/storage";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Value } from "typebox/value";
import { AppError } from "../../http/app-error.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { Envelope, type Purpose } from "../../vault/vault.ts";

/** A POST of a tenant. */
export interface Call {
  readonly tenant: Tenant;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** What the answer is said with; 201 unless given. */
  readonly statusOf?: (answer: object) => number;
}

/** The first answer to a request, or what keeps it for a repetition. */
export type KeptAnswer =
  | { readonly state: "answered"; readonly status: number; readonly body: unknown }
  | { readonly state: "new"; readonly finish: (status: number, body: unknown) => Promise<void>; readonly release: () => Promise<void> };

/** Looks for the answer that a request with this key got before (security.md). */
export const openKey = async (deps: Deps, { tenant, request }: Pick<Call, "tenant" | "request">): Promise<KeptAnswer> => {
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string" || key === "" || key.length > 255) throw new AppError("IDEMPOTENCY_KEY_MISSING");
  const scope = { tenantId: tenant.id, route: `${request.method} ${request.url.split("?")[0] ?? ""}`, key };
  const keys = idempotencyKeys(deps.storage.pool);
  const known = await keys.begin(scope, hashRequest(request));
  if (known.state === "running") throw new AppError("IDEMPOTENCY_IN_FLIGHT");
  if (known.state === "other_body") throw new AppError("IDEMPOTENCY_MISMATCH");
  const purpose = { tenantId: tenant.id, userId: "", ownerId: JSON.stringify([scope.route, key]), purpose: "link_address" } as const;
  if (known.state === "answered") return { state: "answered", status: known.status, body: withAddress(deps, known.body, purpose) };
  return {
    state: "new",
    finish: (status, body) => keys.finish(scope, { status, body: isObject(body) ? sealAddress(deps, withoutSecret(body), purpose) : null }),
    release: () => keys.release(scope),
  };
};

/** Says the first answer again. */
export const repeatAnswer = (reply: FastifyReply, { status, body }: Extract<KeptAnswer, { readonly state: "answered" }>): FastifyReply =>
  reply
    .code(status)
    .header("idempotency-replayed", "true")
    .send(body ?? undefined);

/** Runs a POST once per `Idempotency-Key`; a repetition gets the first answer. */
export const idempotent = async (deps: Deps, { statusOf = () => 201, reply, ...call }: Call, work: () => Promise<object>): Promise<FastifyReply> => {
  const kept = await openKey(deps, call);
  if (kept.state === "answered") return repeatAnswer(reply, kept);
  try {
    const body = await work();
    const status = statusOf(body);
    await kept.finish(status, body);
    return await reply.code(status).send(body);
  } catch (error) {
    await kept.release();
    throw error;
  }
};

const isObject = (body: unknown): body is object => typeof body === "object" && body !== null;

/** A secret is shown once and not stored: a repetition gets everything but it. */
const withoutSecret = (body: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name, shownOnce.has(name) ? null : value]));

const shownOnce: ReadonlySet<string> = new Set(["secret", "activationCode", "oneTimePassword", "deviceToken", "invitationUrl", "nonce"]);

/** Whoever has a link's address can open it: a repetition gets it again, whoever reads the table does not. */
const sealAddress = (deps: Deps, body: Readonly<Record<string, unknown>>, purpose: Purpose): object => {
  const { url } = body;
  return typeof url === "string" ? { ...body, url: deps.vault.seal(new Secret(url), purpose) } : body;
};

const withAddress = (deps: Deps, body: unknown, purpose: Purpose): unknown => {
  if (!isObject(body)) return body;
  const url: unknown = Reflect.get(body, "url");
  return Value.Check(Envelope, url) ? { ...body, url: deps.vault.open(url, purpose).reveal() } : body;
};

/** The same key with another body or other options is another request. An uploaded file is hashed as it came. */
const hashRequest = ({ body, query }: FastifyRequest): string => {
  const options = JSON.stringify(query);
  const hash = createHash("sha256").update(Buffer.isBuffer(body) ? body : JSON.stringify(body ?? null));
  return (options === "{}" ? hash : hash.update(options)).digest("hex");
};
