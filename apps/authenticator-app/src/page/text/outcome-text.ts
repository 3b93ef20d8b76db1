import type { StatusType } from "@drawbridge/contract";
import type { Outcome } from "../mc/app-state.ts";
import type { Texts } from "./en.ts";

interface Words {
  readonly title: string;
  readonly lead: string;
}

/** How an operation ended, in words. */
export const outcomeText = ({ outcome }: Texts, { status, notMe }: Pick<Outcome, "status" | "notMe">): Words => {
  const { other, notMe: reported, ...ends } = outcome;
  const known: Partial<Readonly<Record<StatusType, Words>>> = ends;
  return notMe ? reported : (known[status] ?? other);
};
