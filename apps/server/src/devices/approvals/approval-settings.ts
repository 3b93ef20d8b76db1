import type { ApprovalQuestion } from "@drawbridge/domain";
import { tenants, type Queryable } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

const closed = { additionalProperties: false } as const;

/** What of a tenant's people must be approved on their device; each for itself. */
export const ApprovalSettings = Type.Object(
  {
    grant: Type.Boolean(),
    renew: Type.Boolean(),
    revoke: Type.Boolean(),
    /** Seconds a person has to answer; less when the session ends sooner. */
    answerTimeout: Type.Integer({ minimum: 30, maximum: 1800 }), // rulings.md 6: the idle clock stands still for at most 30 minutes
    /** What the data is for, in the tenant's own words; null: its services. */
    purpose: Type.Union([Type.String({ minLength: 1, maxLength: 200, pattern: "^[^\\u0000-\\u001f\\u007f]+$" }), Type.Null()]),
  },
  closed,
);
export type ApprovalSettings = Static<typeof ApprovalSettings>;

/** What holds for a tenant that set nothing: nothing needs a device. */
export const usualApprovalSettings: ApprovalSettings = { grant: false, renew: false, revoke: false, answerTimeout: 300, purpose: null };

/** Name of the entry among a tenant's settings. */
export const APPROVALS = "deviceApprovals";

/** Reads a tenant's settings. */
export const readApprovalSettings = async (db: Queryable, tenantId: string): Promise<ApprovalSettings> => {
  const stored = await tenants(db).setting(tenantId, APPROVALS);
  return Value.Check(ApprovalSettings, stored) ? stored : usualApprovalSettings;
};

const questions = ["grant", "renew", "revoke"] as const satisfies readonly ApprovalQuestion[];

/** The questions that go to a device. */
export const approvalsOf = (settings: ApprovalSettings): readonly ApprovalQuestion[] => questions.filter((question) => settings[question]);
