import { Type } from "typebox";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { AccessTokens } from "../access/access-tokens.ts";
import { assetUsername, readAssetForm } from "../book/assets.ts";
import type { BankBook } from "../book/bank-book.ts";
import type { SandboxInstitution } from "../book/institutions.ts";
import type { SandboxUser } from "../book/users.ts";
import type { LoginStep, OpenLogins } from "../sign-in/open-logins.ts";
import { thinkingMs, type Wait } from "./bank-mood.ts";
import { sendFailure } from "./failure-reply.ts";
import { dropLine, sendFault } from "./fault-reply.ts";

/** What signing in needs. */
export interface LoginDeps {
  readonly book: BankBook;
  readonly logins: OpenLogins;
  readonly tokens: AccessTokens;
  readonly wait: Wait;
}

const Values = Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 500 }), {
  maxProperties: 10,
});
const Slug = Type.Object({ slug: Type.String({ maxLength: 100 }) });
const LoginParams = Type.Object({
  slug: Type.String({ maxLength: 100 }),
  loginId: Type.String({ maxLength: 100 }),
});
const LoginBody = Type.Object({ fields: Values }, { additionalProperties: false });
const AnswersBody = Type.Object({ answers: Values }, { additionalProperties: false });
const PushBody = Type.Object({ decision: Type.Enum(["asked", "approved", "refused"]) }, { additionalProperties: false });
const UserBody = Type.Object({ username: Type.String({ maxLength: 100 }) }, { additionalProperties: false });

/** Sign-in by form, the answers to its questions, and the bank's app standing in for a phone. */
export function loginRoutes(scope: FastifyInstance, deps: LoginDeps): void {
  const app = scope.withTypeProvider<TypeBoxTypeProvider>();
  app.post("/api/:slug/logins", { schema: { params: Slug, body: LoginBody } }, async (request, reply) => {
    const institution = await greet(request.params.slug, { reply, deps });
    if (institution === null) return reply;
    const { fields } = request.body;
    return institution.kind === "assets" ? signInAsset(institution, { fields, reply, deps }) : signInUser(institution, { fields, reply, deps });
  });
  const answersSchema = { params: LoginParams, body: AnswersBody };
  app.post("/api/:slug/logins/:loginId/answers", { schema: answersSchema }, async (request, reply) => {
    const { slug, loginId } = request.params;
    const institution = await greet(slug, { reply, deps });
    if (institution === null) return reply;
    return sendStep(deps.logins.answer(slug, loginId, request.body.answers), {
      slug,
      reply,
      deps,
    });
  });
  app.post("/api/:slug/logins/:loginId/push", { schema: { params: LoginParams, body: PushBody } }, async (request, reply) => {
    const { slug, loginId } = request.params;
    if (deps.logins.tellPush(slug, loginId, request.body.decision)) return reply.code(204).send();
    return sendFailure(reply, { failure: "mfa_expired", detail: "No push is open.", status: 404 });
  });
  app.post("/push/approve", { schema: { body: UserBody } }, async (request) => ({
    approved: deps.logins.approve(request.body.username),
  }));
  app.post("/logins/reset", { schema: { body: UserBody } }, async (request, reply) => {
    deps.book.resetLogin(request.body.username);
    return reply.code(204).send();
  });
}

interface Context {
  readonly reply: FastifyReply;
  readonly deps: LoginDeps;
}
type FormContext = Context & { readonly fields: Readonly<Record<string, string>> };

/** The institution, when it is there and takes a form; otherwise the answer was sent and null is returned. */
async function greet(slug: string, { reply, deps }: Context): Promise<SandboxInstitution | null> {
  const institution = deps.book.institution(slug);
  if (institution === null || institution.kind === "redirect") {
    await sendFailure(reply, {
      failure: "not_supported",
      detail: "No sign-in form at this institution.",
      status: 404,
    });
    return null;
  }
  if (institution.health === "down") {
    await sendFailure(reply, { failure: "bank_down", detail: "This institution is always down." });
    return null;
  }
  const thinking = thinkingMs(institution, `/api/${slug}/logins`);
  if (thinking > 0) await deps.wait(thinking);
  return institution;
}

async function signInAsset(institution: SandboxInstitution, { fields, reply, deps }: FormContext): Promise<FastifyReply> {
  const asset = readAssetForm(institution.slug, fields);
  if (asset === "malformed") return sendMalformed(reply, institution);
  if (asset === "unknown") return sendFailure(reply, { failure: "credentials_rejected", detail: "Nothing by that name." });
  const accessToken = await deps.tokens.issue(institution.slug, assetUsername(asset));
  return reply.send({ status: "signed_in", accessToken });
}

async function signInUser(institution: SandboxInstitution, { fields, reply, deps }: FormContext): Promise<FastifyReply> {
  const { slug } = institution;
  const { username, password } = fields;
  if (username === undefined || password === undefined) return sendMalformed(reply, institution);
  const answer = deps.book.signIn(slug, username, password);
  if (answer.outcome === "refused") return sendFailure(reply, answer);
  const { user } = answer;
  if (user.loginDelayMs > 0) await deps.wait(user.loginDelayMs);
  if (user.loginFault !== null) return sendFault(reply, user.loginFault);
  return sendStep(deps.logins.open(slug, user), { slug, reply, deps });
}

async function sendStep(step: LoginStep, context: Context & { readonly slug: string }): Promise<FastifyReply> {
  const { slug, reply, deps } = context;
  switch (step.outcome) {
    case "failed":
      return sendFailure(reply, step);
    case "challenged": {
      const { outcome, ...question } = step;
      return reply.send({ status: outcome, ...question });
    }
    case "signed_in":
      if (dropsOnSignIn(step.user)) return dropLine(reply);
      return reply.send({
        status: "signed_in",
        accessToken: await deps.tokens.issue(slug, step.user.username),
      });
  }
}

const dropsOnSignIn = (user: SandboxUser): boolean => user.dropAt === "login" || user.dropAt === "mfa";

const sendMalformed = (reply: FastifyReply, institution: SandboxInstitution): FastifyReply =>
  sendFailure(reply, {
    failure: "unexpected",
    detail: `Fields wanted: ${institution.fields.map((field) => field.name).join(", ")}.`,
    status: 400,
  });
