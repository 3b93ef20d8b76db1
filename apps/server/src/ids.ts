/** Prefixes of the native ids (design.md section 2). */
export type IdKind =
  | "ten"
  | "usr"
  | "ins"
  | "con"
  | "acc"
  | "txn"
  | "cns"
  | "ses"
  | "lnk"
  | "evt"
  | "exp"
  | "whe"
  | "whd"
  | "snk"
  | "syn"
  | "opr"
  | "pky"
  | DeviceIdKind;

/** The ids of the authenticator: devices, activation codes, activations, PIN tries, operations, messages, app versions, AST clients, nonces, templates. */
export type DeviceIdKind = "dev" | "acd" | "act" | "pin" | "op" | "msg" | "apv" | "ast" | "nnc" | "tpl";

/** Prints a uuid as a native id: `con_` and 32 hex digits. */
export const printId = (kind: IdKind, uuid: string): string => `${kind}_${uuid.replaceAll("-", "")}`;

/** Reads a native id of one kind; null for anything else, so that a foreign id looks unknown. */
export const parseId = (kind: IdKind, text: string): string | null => {
  const hex = text.startsWith(`${kind}_`) ? text.slice(kind.length + 1) : "";
  if (!/^[0-9a-f]{32}$/.test(hex)) return null;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};
