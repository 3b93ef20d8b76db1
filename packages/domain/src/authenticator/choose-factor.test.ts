import { expect, it } from "vitest";
import { chooseFactor, type FactorWish } from "./choose-factor.ts";

it.each<[FactorWish, object]>([
  [{ hasToken: false }, { outcome: "chosen", factor: "PIN" }],
  [
    { factor: "NONE", hasToken: false },
    { outcome: "chosen", factor: "NONE" },
  ],
  [
    { factor: "TOKEN", hasToken: true },
    { outcome: "chosen", factor: "TOKEN" },
  ],
  [{ factor: "TOKEN", hasToken: false }, { outcome: "token_mismatch" }],
  [{ factor: "PIN", hasToken: true }, { outcome: "token_mismatch" }],
  [
    { allowedFactors: ["PIN", "TOKEN"], hasToken: true },
    { outcome: "chosen", factor: "TOKEN" },
  ],
  [
    { allowedFactors: ["TOKEN", "NONE", "PIN"], hasToken: false },
    { outcome: "chosen", factor: "NONE" },
  ],
  [{ allowedFactors: ["TOKEN"], hasToken: false }, { outcome: "token_mismatch" }],
  [{ allowedFactors: ["PIN"], hasToken: true }, { outcome: "token_mismatch" }],
  [{ factor: "PIN", allowedFactors: ["PIN"], hasToken: false }, { outcome: "both_named" }],
])("%j comes to %j", (wish, choice) => expect(chooseFactor(wish)).toEqual(choice));
