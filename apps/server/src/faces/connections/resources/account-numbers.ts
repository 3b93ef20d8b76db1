import type { Account, FaceAccount, User } from "@drawbridge/storage";
import { Value } from "typebox/value";
import type { Deps } from "../../../use-cases/deps.ts";
import { Envelope } from "../../../vault/vault.ts";

/** An account's numbers, in the forms they have. */
export interface AccountNumbers {
  readonly sortCodeAccountNumber?: string;
  readonly iban?: string;
  readonly pan?: string;
  /** Any other number, as the bank writes it. */
  readonly plain?: string;
  readonly schemes: { readonly schemeName: string; readonly identification: string }[];
}

const cards: ReadonlySet<string> = new Set(["credit_card"]);
const none: AccountNumbers = { schemes: [] };

type Numbered = Pick<Account, "kind" | "details" | "numberSealed"> & { readonly connectionId: FaceAccount["connectionId"] };

/** In a record of consents a card is recognised, not used. */
const maskPan = (number: string): string => `${"*".repeat(Math.max(0, number.length - 4))}${number.slice(-4)}`;

const nameNumber = (number: string, { kind, details }: Numbered): AccountNumbers => {
  if (/^[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}$/.test(number)) return { iban: number, schemes: [{ schemeName: "UK.OBIE.IBAN", identification: number }] };
  if (cards.has(kind)) return { pan: number, schemes: [{ schemeName: "UK.OBIE.PAN", identification: maskPan(number) }] };
  const both = `${details.routingNumber ?? ""}${number}`;
  if (/^[0-9]{14}$/.test(both))
    return { sortCodeAccountNumber: both, schemes: [{ schemeName: "UK.OBIE.SortCodeAccountNumber", identification: both }] };
  return { plain: number, schemes: [] };
};

/** Opens an account's number; kept by hand, or never given, it has none. */
export const numbersOf = (deps: Deps, { tenantId, id: userId }: User, account: Numbered): AccountNumbers => {
  if (account.connectionId === null || !Value.Check(Envelope, account.numberSealed)) return none;
  const purpose = { tenantId, userId, ownerId: account.connectionId, purpose: "account_number" } as const;
  return nameNumber(deps.vault.open(account.numberSealed, purpose).reveal(), account);
};
