import type { ConnectionsAccount } from "@drawbridge/contract";
import { connections, faceAccounts, owners, type Connection, type FaceAccount, type User } from "@drawbridge/storage";
import type { Deps } from "../../../use-cases/deps.ts";
import type { Asked } from "./asked.ts";
import { printAccount } from "./account-shape.ts";
import { unknownThing, uuidOf } from "./ids.ts";

/** One account of the person; others' are unknown. */
export const findAccount = async (deps: Deps, { tenantId, id }: User, accountId: string): Promise<FaceAccount> => {
  const account = await faceAccounts(deps.storage.pool).find(tenantId, id, uuidOf(accountId, "account"));
  if (!account) throw unknownThing("account");
  return account;
};

/** Names of the holders, by the bank's account id. */
const holdersOf = async (deps: Deps, connectionIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const known = await Promise.all(
    connectionIds.map(async (connectionId) => {
      const people = await owners(deps.storage.pool).ofConnection(connectionId);
      return people.flatMap(({ accountStableIds, firstName, lastName }) =>
        accountStableIds.map((stableId) => [`${connectionId} ${stableId}`, `${firstName} ${lastName}`] as const),
      );
    }),
  );
  return new Map(known.flat());
};

const contextOf = (deps: Deps, connection: Connection | undefined) =>
  connection ? { bankConnectionId: connection.bankConnectionId, bank: deps.directory.byUuid(connection.institutionId)?.record ?? null } : null;

/** Prints accounts with what the token may see. */
export const printAccounts = async (
  deps: Deps,
  { access, user }: Asked,
  { accounts, withSpans }: { readonly accounts: readonly FaceAccount[]; readonly withSpans: boolean },
): Promise<readonly ConnectionsAccount[]> => {
  const { pool } = deps.storage;
  const known = new Map((await connections(pool).ofUser(user.tenantId, user.id)).map((connection) => [connection.id, connection]));
  const withDetails = access.scopes.has("accounts_details:read");
  const involved = [...new Set(accounts.flatMap(({ connectionId }) => connectionId ?? []))];
  const holders = withDetails ? await holdersOf(deps, involved) : new Map<string, string>();
  const spans = withSpans
    ? await faceAccounts(pool).spans(
        user.tenantId,
        accounts.map(({ id }) => id),
      )
    : null;
  return accounts.map((account) => {
    const { connectionId, id, stableId } = account;
    const holder = holders.get(`${connectionId} ${stableId}`) ?? null;
    const connection = contextOf(deps, known.get(connectionId ?? ""));
    return printAccount(account, { deps, user, withDetails, holder, connection, ...(spans && { span: spans.get(id) ?? null }) });
  });
};
