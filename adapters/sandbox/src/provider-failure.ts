import type { FailedOutcome } from "@drawbridge/adapter-kit";
import type { Failure } from "@drawbridge/contract";
import * as oauth from "oauth4webapi";

/** What a time-out, a refused address or a dropped connection is called by whoever throws it. */
const silence: readonly string[] = ["TypeError", "TimeoutError", "AbortError", "EgressError"];

/** Messages may quote what the bank sent, so only names and codes are told. */
const tell = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown error";
  return "code" in error && typeof error.code === "string" ? `${error.name} ${error.code}` : error.name;
};

const isSilence = (error: unknown): boolean => error instanceof Error && silence.includes(error.name);

const failed = (failure: Failure, error: unknown): FailedOutcome => ({ outcome: "failed", failure, detail: tell(error) });

/** A bank that did not answer, or whose answer could not be read. */
export const transportFailure = (error: unknown): FailedOutcome => failed(isSilence(error) ? "bank_down" : "provider_failed", error);

/** Why a visit to the bank's own pages led nowhere. */
export const journeyFailure = (error: unknown): FailedOutcome => {
  const refusal = error instanceof oauth.AuthorizationResponseError ? error.error : null;
  if (refusal === "access_denied") return failed("consent_denied", error);
  return refusal === "temporarily_unavailable" ? failed("bank_down", error) : transportFailure(error);
};

/** Why a request with key-bound access led nowhere: refused for good, or broken on the way. */
export const accessFailure = (error: unknown): FailedOutcome => {
  const refused = error instanceof oauth.WWWAuthenticateChallengeError && error.status === 401;
  const lapsed = error instanceof oauth.ResponseBodyError && error.error === "invalid_grant";
  return refused || lapsed ? failed("access_revoked", error) : transportFailure(error);
};
