import { type AccountsAnswer, type IdentityAnswer } from "@drawbridge/contract";
import { accounts, owners, transactionFeed, type Account, type Connection } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { Envelope } from "../../vault/vault.ts";
import { pageOf } from "./data-paging.ts";
import { connectionOf, requireJob, type Asked } from "./data-request.ts";
import { printAccount, printCustomer } from "./data-shapes.ts";

/** Jobs that release transactions (widget-and-data.md, section 8). */
export const transactionJobs = ["transactions", "transactionHistory"] as const;

const shownAccounts = async (deps: Deps, { tenantId, id }: Connection): Promise<readonly Account[]> =>
  (await accounts(deps.storage.pool).ofConnection(tenantId, id)).filter(({ selected }) => selected);

const numberOf = (deps: Deps, { tenantId, userId, id }: Connection, sealed: unknown): string | null =>
  Value.Check(Envelope, sealed) ? deps.vault.open(sealed, { tenantId, userId, ownerId: id, purpose: "account_number" }).reveal() : null;

/** Accounts a person shared over a connection. */
export const listAccounts = async (deps: Deps, asked: Asked): Promise<AccountsAnswer> => {
  const connection = await connectionOf(deps, asked);
  const rows = await shownAccounts(deps, connection);
  const { page, ...next } = pageOf(rows, ({ id }) => id, asked.named);
  const withRouting = connection.jobTypes.includes("accountNumber");
  const moved = connection.jobTypes.some((job) => transactionJobs.some((each) => each === job))
    ? await transactionFeed(deps.storage.pool).lastActivity(page.map(({ id }) => id))
    : new Map<string, Date>();
  return {
    accounts: page.map((row) =>
      printAccount(row, {
        number: withRouting ? numberOf(deps, connection, row.numberSealed) : null,
        withRouting,
        lastActivity: moved.get(row.id) ?? null,
      }),
    ),
    id: printId("usr", asked.user.id),
    ...next,
  };
};

/** Who holds those accounts; people who hold none of them are not named. */
export const listOwners = async (deps: Deps, asked: Asked): Promise<IdentityAnswer> => {
  const connection = await connectionOf(deps, asked);
  requireJob(connection, ["accountOwner"]);
  const shown = await shownAccounts(deps, connection);
  const ids = new Map(shown.map(({ stableId, id }) => [stableId, printId("acc", id)]));
  const people = (await owners(deps.storage.pool).ofConnection(connection.id))
    .filter(({ accountStableIds }) => accountStableIds.some((stableId) => ids.has(stableId)))
    .map((owner, index) => printCustomer(owner, ids, `owner-${index + 1}`));
  const { page, ...next } = pageOf(people, ({ customerId }) => customerId, asked.named);
  return { customers: [...page], id: printId("usr", asked.user.id), ...next };
};
