export { formatActivationCode, readActivationCode, splitActivationCode, type ActivationCodeReading } from "./activation-code.ts";
export * from "./lock-model.ts";
export { admit, alwaysAllowed, isInTransaction, type Admission } from "./mc/admission.ts";
export { isSameUser } from "./mc/moves.ts";
export { isPinAllowed } from "./mc/pin-policy.ts";
export { statusOfResult } from "./mc/status-of-result.ts";
export { stepMc } from "./mc/step.ts";
export * from "./mc/state.ts";
export * from "./template.ts";
