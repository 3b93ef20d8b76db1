import type { InstitutionCard } from "@drawbridge/contract";
import type { JSX } from "preact";

const tints = 6;

/** A bank's logo, or its initial on a tint of its own. Decoration: the name stands beside it. */
export function BankLogo({ bank }: { readonly bank: Pick<InstitutionCard, "name" | "logo" | "no"> }): JSX.Element {
  if (bank.logo?.startsWith("data:image/")) return <img class="logo" src={bank.logo} alt="" />;
  return (
    <span class={`logo logo-letter tint-${Math.abs(bank.no) % tints}`} aria-hidden="true">
      {initials(bank.name)}
    </span>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join("");
