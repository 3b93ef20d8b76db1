/** What proves an answer: the PIN, a code another party gave, or the device alone. */
export type OperationFactor = "PIN" | "TOKEN" | "NONE";

/** What whoever asks said of the factor. */
export interface FactorWish {
  readonly factor?: OperationFactor | undefined;
  readonly allowedFactors?: readonly OperationFactor[] | undefined;
  /** Whether a code was given that another party has. */
  readonly hasToken: boolean;
}

/** The factor, or what is wrong with the wish. */
export type FactorChoice =
  | { readonly outcome: "chosen"; readonly factor: OperationFactor }
  | { readonly outcome: "both_named" }
  | { readonly outcome: "token_mismatch" };

/** The factor that is named, else the PIN; of several the token where one is given, else the first that needs none. */
export const chooseFactor = ({ factor, allowedFactors, hasToken }: FactorWish): FactorChoice => {
  if (allowedFactors && factor) return { outcome: "both_named" };
  const chosen = allowedFactors ? ofSeveral(allowedFactors, hasToken) : (factor ?? "PIN");
  return (chosen === "TOKEN") === hasToken ? { outcome: "chosen", factor: chosen } : { outcome: "token_mismatch" };
};

const ofSeveral = (allowed: readonly OperationFactor[], hasToken: boolean): OperationFactor =>
  hasToken && allowed.includes("TOKEN") ? "TOKEN" : (allowed.find((one) => one !== "TOKEN") ?? "TOKEN");
