import { Type } from "typebox";
import { AccountCount, AccountIds, EntityNo, Experience, LinkTime, ModeField, Product, SessionHex, userEvent } from "./fields.ts";
import { begun, done, failed } from "./outcomes.ts";

const unknown = { institutionId: EntityNo, institutionLoginId: Type.Null() };
const known = { institutionId: EntityNo, institutionLoginId: EntityNo };

/** The chosen accounts are added. */
export const addAccountsShapes = {
  "AddAccounts: begin": userEvent("AddAccounts", { ...unknown, ...begun }),
  "AddAccounts: done": userEvent("AddAccounts", { ...known, ...done }),
  "AddAccounts: failed": userEvent("AddAccounts", { ...unknown, ...failed }),
};

/** Accounts are removed; the outcome counts and names the removed ones. */
export const removeAccountsShapes = {
  "RemoveAccounts: begin": userEvent("RemoveAccounts", { ...unknown, ...begun }),
  "RemoveAccounts: done": userEvent("RemoveAccounts", { ...known, ...done }),
  "RemoveAccounts: failed": userEvent("RemoveAccounts", { ...unknown, ...failed }),
};

/** The person handed over all accounts of the session (R1f). */
export const submitAccountsShapes = {
  SubmitAccounts: userEvent("SubmitAccounts", {
    customerId: EntityNo,
    partnerId: EntityNo,
    timestamp: LinkTime,
    ttl: LinkTime,
    type: ModeField,
    experience: Experience,
    sessionId: SessionHex,
    product: Product,
    accounts: AccountCount,
    accountIds: AccountIds,
  }),
};
