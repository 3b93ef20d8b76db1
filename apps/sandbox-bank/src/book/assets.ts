import type { ProviderAccount } from "@drawbridge/contract";
import { formatCents } from "./money-and-days.ts";
import { pickNumber, stableHash } from "./seeded-random.ts";

/** A home or a car that somebody named in the short form of an asset provider. */
export interface Asset {
  readonly kind: "property" | "vehicle";
  /** Postcode or registration, without spaces, upper case. */
  readonly code: string;
  /** House, or miles driven. */
  readonly detail: string;
}

/** What the short form gave: a thing the provider knows, one it does not, or no form at all. */
export type AssetForm = Asset | "unknown" | "malformed";

/** Reads the short form of an asset provider. House `0` and registration `NONE` are unknown to it. */
export function readAssetForm(slug: string, fields: Readonly<Record<string, string>>): AssetForm {
  return slug === "keystone-homes"
    ? readHome(squeeze(fields["postcode"]), (fields["house"] ?? "").trim())
    : readCar(squeeze(fields["registration"]), (fields["mileage"] ?? "").replaceAll(/[\s,]/gu, ""));
}

/** The asset as a username, so that one kind of access token serves every institution. */
export const assetUsername = (asset: Asset): string => `asset:${asset.kind}:${asset.code}:${asset.detail}`;

/** The asset a username stands for; null for people. */
export function parseAsset(username: string): Asset | null {
  const match = /^asset:(property|vehicle):([A-Z0-9]+):(.+)$/u.exec(username);
  const [, kind, code, detail] = match ?? [];
  if (code === undefined || detail === undefined) return null;
  return { kind: kind === "property" ? "property" : "vehicle", code, detail };
}

/** The one account of an asset; its value changes with the month and not within it. */
export function accountsOfAsset(asset: Asset, now: Date): readonly ProviderAccount[] {
  const id = stableHash(asset.kind, asset.code, asset.kind === "property" ? asset.detail.toUpperCase() : "");
  return [
    {
      stableId: `asset-${id}`,
      kind: asset.kind,
      name: asset.kind === "property" ? `Home at ${asset.detail}, ${asset.code}` : `Car ${asset.code}`,
      currency: "USD",
      status: "open",
      masked: asset.code,
      balance: formatCents(valueInMonth(asset, id, now) * 100),
      available: null,
      balanceAsOf: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString(),
      openedOn: null,
      interestRate: null,
      creditLimit: null,
      number: null,
      routingNumber: null,
    },
  ];
}

function readHome(postcode: string, house: string): AssetForm {
  if (!/^[A-Z0-9]{2,10}$/u.test(postcode) || !/^[\p{L}\p{N} .'/-]{1,60}$/u.test(house)) return "malformed";
  return house === "0" ? "unknown" : { kind: "property", code: postcode, detail: house };
}

function readCar(registration: string, mileage: string): AssetForm {
  if (!/^[A-Z0-9]{2,8}$/u.test(registration) || !/^\d{1,6}$/u.test(mileage)) return "malformed";
  return registration === "NONE" ? "unknown" : { kind: "vehicle", code: registration, detail: mileage };
}

const squeeze = (text: string | undefined): string => (text ?? "").replaceAll(/[\s-]/gu, "").toUpperCase();

/** Whole currency units: homes drift upwards, cars lose about one part in a hundred a month and with every mile. */
function valueInMonth(asset: Asset, id: string, now: Date): number {
  const months = (now.getUTCFullYear() - 2024) * 12 + now.getUTCMonth();
  if (asset.kind === "property") {
    const start = 180_000 + pickNumber(420_000, id, "value");
    return start + Math.round(start * 0.0025) * months + pickNumber(1_500, id, months);
  }
  const start = 9_000 + pickNumber(24_000, id, "value");
  const worn = start - Number(asset.detail) * 0.04;
  return Math.max(250, Math.round(worn * 0.99 ** months));
}
