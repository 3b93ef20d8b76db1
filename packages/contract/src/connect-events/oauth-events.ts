import { Type } from "typebox";
import { EntityNo, ErrorCode, userEvent } from "./fields.ts";
import { done, failed } from "./outcomes.ts";

const at = { institutionId: EntityNo };
const right = { ...at, success: Type.Literal(true), errorCode: Type.Null() };
const wrong = { ...at, success: Type.Literal(false), errorCode: ErrorCode };

/** The institution's window opened, or no address for it could be had. */
export const launchOAuthShapes = {
  "LaunchOAuth: opened": userEvent("LaunchOAuth", right),
  "LaunchOAuth: failed": userEvent("LaunchOAuth", wrong),
};

/** The person came back from the institution, with or without permission. */
export const oAuthSignInAttemptShapes = {
  "OAuthSignInAttempt: signed in": userEvent("OAuthSignInAttempt", right),
  "OAuthSignInAttempt: failed": userEvent("OAuthSignInAttempt", wrong),
};

/** The accounts chosen at the institution were added, or could not be. */
export const oAuthAddAccountsShapes = {
  "OAuthAddAccounts: added": userEvent("OAuthAddAccounts", { ...at, institutionLoginId: EntityNo, ...done }),
  "OAuthAddAccounts: failed": userEvent("OAuthAddAccounts", { ...at, institutionLoginId: Type.Null(), ...failed }),
};
