import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { permissions } from "../resources/permissions.ts";
import { bankGroups, bankIdOf, repairScopes, scopeProblem, scopesOf, type BankGroup, type RepairScope } from "./scopes.ts";

/** What the caller wants of the consent that is given. */
export interface ConsentWish {
  readonly expirationDateTime: string | null;
  readonly transactionFromDateTime: string | null;
  readonly permissions: readonly string[];
  /** `replace`: the permissions are all that is wanted; `add`: they come on top. */
  readonly permissionsAction: "add" | "replace";
  /** Whose the accounts are is to be verified: numbers and holders are wanted, whatever else is. */
  readonly verification: boolean;
  /** A consent with an end of its own may still be renewed without the bank (connections.md, E12). */
  readonly keepReconsent: boolean;
}

/** What an authorization request is for (connections.md, 3.6). */
export type Intent =
  | {
      readonly kind: "connect";
      readonly bankId: string | null;
      readonly group: BankGroup;
      readonly userId: string | null;
      readonly consent: ConsentWish;
      readonly async: boolean;
    }
  | { readonly kind: RepairScope; readonly userId: string; readonly connectionId: string; readonly consent: ConsentWish; readonly async: boolean };

/** An intent, or the OAuth error that says why there is none. */
export type IntentAnswer =
  | { readonly outcome: "intent"; readonly intent: Intent }
  | { readonly outcome: "refused"; readonly error: "invalid_scope" | "invalid_claims" | "invalid_request"; readonly description: string };

const Moment = Type.String({ maxLength: 40 });
const value = <T extends Parameters<typeof Type.Optional>[0]>(type: T) =>
  Type.Optional(Type.Union([Type.Null(), Type.Object({ value: Type.Optional(type) })]));

const Wanted = Type.Object({
  sub: value(Type.String({ pattern: "^[0-9a-f]{24}$" })),
  "mh:con_id": value(Type.String({ maxLength: 200, pattern: "^[\\w-]+:[\\w-]+$" })),
  "mh:consent": value(
    Type.Object({
      expirationDateTime: Type.Optional(Type.Union([Moment, Type.Null()])),
      transactionFromDateTime: Type.Optional(Type.Union([Moment, Type.Null()])),
      permissions: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20 })),
      permissionsAction: Type.Optional(Type.Enum(["add", "replace"])),
      keepReconsent: Type.Optional(Type.Boolean()),
    }),
  ),
  "mh:sync": value(Type.Object({ enableAsync: Type.Optional(Type.Boolean()) })),
  "mh:cat_type": value(Type.Enum(["personal", "business"])),
  "mh:account_verification": value(Type.Object({ accVerification: Type.Optional(Type.Boolean()) })),
});

/** What an authorization request carries. */
export interface IntentRequest {
  readonly scope: string | undefined;
  /** `claims.id_token`, as it came. */
  readonly idTokenClaims: unknown;
  readonly now: Date;
}

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 90;
const OLDEST_MONTHS = 72;

const refused = (error: "invalid_scope" | "invalid_claims" | "invalid_request", description: string): IntentAnswer => ({
  outcome: "refused",
  error,
  description,
});

/** Reads what a request is for; pure, so that every rule is a row of a test. */
export const readIntent = ({ scope, idTokenClaims, now }: IntentRequest): IntentAnswer => {
  const scopes = scopesOf(scope);
  const problem = scopeProblem(scopes);
  if (problem !== null) return refused("invalid_scope", problem);
  const wanted: unknown = idTokenClaims ?? {};
  if (!Value.Check(Wanted, wanted)) return refused("invalid_claims", `claims.id_token${wherein(wanted)} is not what this server understands`);
  const consent = consentOf(wanted);
  const wrong = consentProblem(consent, now);
  if (wrong !== null) return refused("invalid_claims", wrong);
  const common = { consent, async: wanted["mh:sync"]?.value?.enableAsync ?? false };
  const userId = wanted.sub?.value ?? null;
  const repair = repairScopes.find((name) => scopes.includes(name));
  if (!repair) return connectIntent(scopes, userId, common);
  const connectionId = wanted["mh:con_id"]?.value;
  if (userId === null || connectionId === undefined) return refused("invalid_claims", `${repair} needs values for sub and mh:con_id`);
  return { outcome: "intent", intent: { kind: repair, userId, connectionId, ...common } };
};

const wherein = (wanted: unknown): string => (Value.Errors(Wanted, wanted)[0]?.instancePath ?? "").replaceAll("/", ".").slice(0, 60);

const connectIntent = (
  scopes: readonly string[],
  userId: string | null,
  common: { readonly consent: ConsentWish; readonly async: boolean },
): IntentAnswer => {
  const bankId = scopes.map(bankIdOf).find((id) => id !== null) ?? null;
  const group = bankGroups.find((name) => scopes.includes(`id:${name}`));
  if (bankId === null && group === undefined)
    return refused("invalid_scope", "the scope names no bank: id:<bank>, id:all, reauth, refresh or reconsent");
  return { outcome: "intent", intent: { kind: "connect", bankId, group: group ?? "all", userId, ...common } };
};

const consentOf = (wanted: Static<typeof Wanted>): ConsentWish => {
  const given = wanted["mh:consent"]?.value;
  return {
    expirationDateTime: given?.expirationDateTime ?? null,
    transactionFromDateTime: given?.transactionFromDateTime ?? null,
    permissions: given?.permissions ?? [],
    permissionsAction: given?.permissionsAction ?? "add",
    verification: wanted["mh:account_verification"]?.value?.accVerification ?? false,
    keepReconsent: given?.keepReconsent ?? false,
  };
};

/** The limits of a consent (connections.md, section 9). */
const consentProblem = ({ expirationDateTime: until, transactionFromDateTime: from, permissions: asked }: ConsentWish, now: Date): string | null => {
  const unknown = asked.find((name) => !permissions.has(name));
  if (unknown !== undefined) return `${unknown} is not a permission`;
  if (until !== null) {
    const end = Date.parse(until);
    if (!(end > now.getTime())) return "mh:consent.expirationDateTime must lie in the future";
    if (end > now.getTime() + LONGEST_DAYS * DAY_MS + DAY_MS / 24) return `mh:consent.expirationDateTime is at most ${LONGEST_DAYS} days ahead`;
  }
  if (from === null) return null;
  const oldest = new Date(now);
  oldest.setUTCMonth(oldest.getUTCMonth() - OLDEST_MONTHS);
  const start = Date.parse(from);
  if (!(start >= oldest.getTime()) || start > now.getTime()) return `mh:consent.transactionFromDateTime lies within the last ${OLDEST_MONTHS} months`;
  return null;
};
