import { accounts, connections, transactions, type Account, type Connection } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";
import { printAccount } from "./account-shapes.ts";
import type { Asked } from "./request.ts";

/** Which accounts to print: their logins, and the one that is being synced right now. */
export interface AccountList {
  readonly logins: readonly Connection[];
  readonly rows: readonly Account[];
  readonly runningId?: string;
}

/** Prints accounts with what their logins know. */
export const printAccounts = async (deps: Deps, { tenant, user }: Asked, { logins, rows, runningId }: AccountList) => {
  const last = await transactions(deps.storage.pool).lastTimes(
    tenant.id,
    rows.map(({ id }) => id),
  );
  return logins.flatMap((connection) =>
    rows
      .filter(({ connectionId }) => connectionId === connection.id)
      .map((account, index) =>
        printAccount(account, {
          connection,
          customerNo: user.no,
          institutionNo: deps.directory.byUuid(connection.institutionId)?.no ?? 0,
          lastTransactionAt: last.get(account.id) ?? null,
          position: index + 1,
          running: connection.id === runningId,
        }),
      ),
  );
};

/** Every account a customer shares, in the order they came. */
export const accountsOfCustomer = async (deps: Deps, asked: Asked) => {
  const { tenant, user } = asked;
  const [logins, rows] = await Promise.all([
    connections(deps.storage.pool).ofUser(tenant.id, user.id),
    accounts(deps.storage.pool).sharedByUser(tenant.id, user.id),
  ]);
  return printAccounts(deps, asked, { logins, rows });
};

/** The shared accounts of one institution login. */
export const accountsOfLogin = async (deps: Deps, asked: Asked, login: { readonly connection: Connection; readonly running: boolean }) => {
  const { connection, running } = login;
  const known = await accounts(deps.storage.pool).ofConnection(asked.tenant.id, connection.id);
  const rows = known.filter(({ selected }) => selected);
  return printAccounts(deps, asked, { logins: [connection], rows, ...(running && { runningId: connection.id }) });
};
