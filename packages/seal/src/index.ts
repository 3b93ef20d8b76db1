export { sealField, type PlainField } from "./seal-field.ts";
