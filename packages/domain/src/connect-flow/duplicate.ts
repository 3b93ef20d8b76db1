import type { Existing, FlowResult, FlowState, FoundAccount } from "./flow-state.ts";
import { at, atInstitution, move, refOf } from "./move.ts";
import type { DraftEvent } from "@drawbridge/contract";

/** Accounts a person has connected before, seen from one connection. */
export interface KnownConnection {
  readonly existing: Omit<Existing, "matches">;
  readonly accounts: readonly { readonly stableId: string; readonly id: string; readonly no: number }[];
}

/**
 * The connection whose accounts were found again: the one that shares most of them, the older of two. The caller gives
 * the person's active connections with the same institution, oldest first. Null: none is known.
 */
export const findExisting = (
  found: readonly { readonly id: string; readonly stableId: string }[],
  known: readonly KnownConnection[],
): Existing | null => {
  const candidates = known.map(({ existing, accounts }) => ({
    ...existing,
    matches: found.flatMap(({ id, stableId }) => {
      const same = accounts.find((account) => account.stableId === stableId);
      return same ? [{ foundId: id, account: refOf(same) }] : [];
    }),
  }));
  const best = candidates.reduce<Existing | null>((most, one) => (one.matches.length > (most?.matches.length ?? 0) ? one : most), null);
  return best;
};

/** Says that the accounts are connected already, and asks: never silently two of the same. */
export const askAboutDuplicate = (
  from: FlowState,
  { accounts, existing, events }: { readonly accounts: readonly FoundAccount[]; readonly existing: Existing; readonly events: readonly DraftEvent[] },
): FlowResult => {
  const to = at({ ...from, found: accounts }, { at: "duplicate", accounts, existing });
  const found = atInstitution(from, "accounts.duplicate_found", { existing: existing.repair.connection, accounts: accounts.map(refOf) });
  return move({ from, to, events: [...events, found] });
};

/** The accounts found now, under the ids they already have. */
export const knownAccounts = ({ matches }: Existing, found: readonly FoundAccount[]): readonly FoundAccount[] =>
  matches.flatMap(({ foundId, account }) => {
    const one = found.find(({ id }) => id === foundId);
    return one ? [{ ...one, id: account.id, no: account.no }] : [];
  });

/** The state that goes on with the connection the accounts already have. */
export const withExisting = (
  from: FlowState,
  { accounts, existing }: { readonly accounts: readonly FoundAccount[]; readonly existing: Existing },
): FlowState => ({
  ...from,
  repair: existing.repair,
  connection: existing.repair.connection,
  found: knownAccounts(existing, accounts),
});
