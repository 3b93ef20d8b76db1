import { chooseFactor } from "@drawbridge/domain";
import type { Operation } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import type { OperationLimits } from "../../devices/approvals/create-operation.ts";
import { AppError } from "../../http/app-error.ts";
import { closed } from "./admin-request.ts";

/** What an operation may name beside its words (contract, chapter 14). */

const line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: "^[^\\u0000-\\u001f\\u007f]+$" });
const factor = Type.Enum(["PIN", "TOKEN", "NONE"]);

const Attribute = Type.Union([
  Type.Object(
    {
      type: Type.Literal("amount"),
      label: line(100),
      amount: Type.String({ pattern: "^-?\\d{1,15}(\\.\\d{1,8})?$" }),
      currency: Type.String({ pattern: "^[A-Z]{3}$" }),
    },
    closed,
  ),
  Type.Object({ type: Type.Literal("key_value"), key: line(100), value: line(500) }, closed),
  Type.Object({ type: Type.Literal("party"), label: line(100), name: line(200), account: Type.Optional(line(100)) }, closed),
  Type.Object({ type: Type.Literal("alert"), text: line(500) }, closed),
]);

/** Fields of the body, in the contract's words. */
export const wishFields = {
  /** Instead of a text: rows that the text is made of. */
  attributes: Type.Optional(Type.Array(Attribute, { minItems: 1, maxItems: 30 })),
  factor: Type.Optional(factor),
  /** Instead of `factor`: the token if one is given, else the first of the list that needs none. */
  allowedFactors: Type.Optional(Type.Array(factor, { minItems: 1, maxItems: 3, uniqueItems: true })),
  token: Type.Optional(Type.String({ minLength: 4, maxLength: 100 })),
  /** Seconds until a device must have taken it up. */
  retrievalTimeout: Type.Optional(Type.Integer({ minimum: 10, maximum: 7 * 24 * 3_600 })),
  /** Wrong tries at the factor that end it. */
  maxFailures: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  riskFlags: Type.Optional(Type.Array(line(50), { maxItems: 20, uniqueItems: true })),
  /** False: no device is woken. */
  push: Type.Optional(Type.Boolean()),
};

const Wishes = Type.Object(wishFields);
type Wishes = Static<typeof Wishes>;

const factorProblems = {
  both_named: "factor or allowedFactors, not both",
  token_mismatch: "token belongs to factor TOKEN, and only to it",
} as const;

/** Which factor is asked for. */
export const factorOf = ({ factor: named, allowedFactors, token }: Wishes): Operation["factor"] => {
  const choice = chooseFactor({ factor: named, allowedFactors, hasToken: token !== undefined });
  if (choice.outcome === "chosen") return choice.factor;
  throw new AppError("VALIDATION_FAILED", { detail: factorProblems[choice.outcome] });
};

/** The limits among the fields. */
export const limitsOf = ({ retrievalTimeout, maxFailures, riskFlags, push }: Wishes): OperationLimits => ({
  retrievalS: retrievalTimeout,
  maxFailures,
  riskFlags,
  push,
});
