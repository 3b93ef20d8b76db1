export { formatActivationCode, readActivationCode, type ActivationCodeReading } from "./activation-code.ts";
export * from "./lock-model.ts";
