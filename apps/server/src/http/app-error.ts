import type { Remediation } from "@drawbridge/contract";

/** Every error the native API and the widget can answer, with its status and what to do about it. */
export const errorCatalogue = {
  VALIDATION_FAILED: { status: 400, title: "The request is not valid", remediation: "contact_support" },
  UNAUTHENTICATED: { status: 401, title: "Credentials are missing or not valid", remediation: "contact_support" },
  SESSION_UNKNOWN: { status: 401, title: "This page timed out to protect you", remediation: "restart" },
  LINK_UNKNOWN: { status: 404, title: "This link does not exist", remediation: "restart" },
  LINK_EXPIRED: { status: 410, title: "This link has expired", remediation: "restart" },
  LINK_SPENT: { status: 410, title: "This link was used already", remediation: "restart" },
  STALE_REVISION: { status: 409, title: "The session has moved on", remediation: "retry" },
  INPUT_NOT_POSSIBLE: { status: 409, title: "This is not possible at this step", remediation: "retry" },
  FORBIDDEN: { status: 403, title: "This request is not allowed from here", remediation: "contact_support" },
  NOT_FOUND: { status: 404, title: "There is nothing here", remediation: "contact_support" },
  INSTITUTION_NOT_FOUND: { status: 404, title: "This institution does not exist", remediation: "other_institution" },
  CONNECTION_NOT_FOUND: { status: 404, title: "This connection does not exist", remediation: "contact_support" },
  EXPERIENCE_NOT_FOUND: { status: 404, title: "This experience does not exist", remediation: "contact_support" },
  POOR_CONTRAST: { status: 422, title: "People could not read these colours", remediation: "contact_support" },
  USER_NOT_FOUND: { status: 404, title: "This user does not exist", remediation: "contact_support" },
  DEVICE_NOT_FOUND: { status: 404, title: "This device does not exist", remediation: "contact_support" },
  OPERATION_NOT_FOUND: { status: 404, title: "This operation does not exist", remediation: "contact_support" },
  ACTIVATION_CODE_NOT_FOUND: { status: 404, title: "This activation code does not exist", remediation: "contact_support" },
  WRONG_STATE: { status: 409, title: "This is not possible in its present state", remediation: "contact_support" },
  ALREADY_EXISTS: { status: 409, title: "There is one with this name already", remediation: "contact_support" },
  PROPERTY_REFUSED: { status: 422, title: "The property breaks a rule", remediation: "contact_support" },
  TOO_MANY_OPERATIONS: { status: 429, title: "Too many operations wait for this user", remediation: "wait" },
  IDEMPOTENCY_KEY_MISSING: { status: 400, title: "An Idempotency-Key is needed", remediation: "contact_support" },
  IDEMPOTENCY_IN_FLIGHT: { status: 409, title: "The same request is still running", remediation: "retry" },
  IDEMPOTENCY_MISMATCH: { status: 422, title: "This Idempotency-Key was used for another request", remediation: "contact_support" },
  BODY_TOO_LARGE: { status: 413, title: "The request is too large", remediation: "contact_support" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "The request must be JSON", remediation: "contact_support" },
  LIST_UNREADABLE: { status: 400, title: "The list cannot be read", remediation: "contact_support" },
  LIST_REFUSED: { status: 422, title: "Rows of the list are not valid", remediation: "contact_support" },
  SIGN_IN_REFUSED: { status: 401, title: "Address, password or second factor is wrong", remediation: "reenter_credentials" },
  SIGN_IN_LOCKED: { status: 429, title: "Too many tries to sign in", remediation: "wait" },
  INVITATION_SPENT: { status: 410, title: "This link was used already or has expired", remediation: "contact_support" },
  CODE_WRONG: { status: 422, title: "This code is not the one the app shows now", remediation: "retry" },
  PASSKEY_REFUSED: { status: 422, title: "This passkey could not be checked", remediation: "retry" },
  ROLE_TOO_LOW: { status: 403, title: "Your role does not allow this", remediation: "contact_support" },
  QUESTION_TOO_LARGE: { status: 422, title: "Counting this takes too long", remediation: "contact_support" },
  DIRECTORY_KEPT_BY_OTHERS: { status: 403, title: "Institutions are shared and kept by another tenant", remediation: "contact_support" },
  LAST_ADMIN: { status: 409, title: "Somebody must stay who can administer", remediation: "contact_support" },
  WEBHOOK_URL_REFUSED: { status: 400, title: "Webhooks cannot be sent to this address", remediation: "contact_support" },
  SINK_URL_REFUSED: { status: 400, title: "Events cannot be sent to this address", remediation: "contact_support" },
  WEBHOOK_ENDPOINT_OFF: { status: 409, title: "This webhook endpoint is disabled or removed", remediation: "contact_support" },
  RATE_LIMITED: { status: 429, title: "Too many requests", remediation: "wait" },
  PROVIDER_DOWN: { status: 503, title: "The provider is not answering", remediation: "wait" },
  UNEXPECTED: { status: 500, title: "Something is wrong on our side", remediation: "contact_support" },
} as const satisfies Record<string, { status: number; title: string; remediation: Remediation }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** An error of the catalogue. `detail` is shown to the caller when the status is below 500, else only logged. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly detail: string;
  /** Extra members of the problem document. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    options: { readonly detail?: string; readonly cause?: unknown; readonly extra?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(options.detail ?? errorCatalogue[code].title, { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? errorCatalogue[code].title;
    this.extra = options.extra ?? {};
  }
}
