import { Type, type TSchema } from "typebox";

// The scalars of the catalogue as JSON carries them (contract, section 4). What is sensitive is never logged and never stored.

/** Text. */
export const text = Type.String({ title: "string" });
/** A PIN, code, token or decrypted text. */
export const secretText = Type.String({ title: "string", sensitive: true });
/** Bytes, as base64url. */
export const bytes = Type.String({ title: "byteArray", pattern: "^[A-Za-z0-9_-]*$" });
/** Bytes that are never logged and never stored. */
export const secretBytes = Type.String({ title: "byteArray", pattern: "^[A-Za-z0-9_-]*$", sensitive: true });
/** Yes or no. */
export const bool = Type.Boolean({ title: "bool" });
/** 32 bits with a sign. */
export const int = Type.Integer({ title: "int", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 });
/** 16 bits without a sign. */
export const uint16 = Type.Integer({ title: "uint16", minimum: 0, maximum: 2 ** 16 - 1 });
/** 32 bits without a sign. */
export const uint32 = Type.Integer({ title: "uint32", minimum: 0, maximum: 2 ** 32 - 1 });
/** 64 bits without a sign: decimal text, because a JSON number cannot hold them. */
export const uint64 = Type.String({ title: "uint64", pattern: "^[0-9]{1,20}$" });
/** Words by their names. */
export const textMap = Type.Record(Type.String(), Type.String(), { title: "map<string, string>" });
/** A map that is never logged and never stored. */
export const secretTextMap = Type.Record(Type.String(), Type.String(), { title: "map<string, string>", sensitive: true });
/** A list of texts. */
export const texts = Type.Array(Type.String(), { title: "array<string>" });

/** Whether a parameter must never reach a log or a store. */
export const isSensitive = (schema: TSchema): boolean => Reflect.get(schema, "sensitive") === true;
