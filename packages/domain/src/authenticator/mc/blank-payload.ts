import { astFactsOf, type AstEventName } from "@drawbridge/contract";

type Blank = string | number | boolean | object;

const blanks: Readonly<Record<string, Blank>> = {
  string: "",
  byteArray: "",
  uint64: "0",
  int: 0,
  uint16: 0,
  uint32: 0,
  bool: false,
  "map<string, string>": {},
  "array<string>": [],
  "array<UserIdentifier>": [],
  "array<UserDetails>": [],
  UserIdentifier: { tenantId: "", userId: "" },
  AppVersion: { major: 0, minor: 0, build: 0 },
  StatusType: "kFailed",
  PropertyType: "INVALID",
  SdkState: "LOGIN_REQUIRED",
  UpdateType: "NONE",
  UpdateStatus: "FAILED",
};

/** Parameters of a result that has nothing to say: a failed result still carries every parameter of its row. */
export const blankPayload = (name: AstEventName): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(astFactsOf(name).payload.properties).map(([key, schema]) => [key, blanks[String(Reflect.get(schema, "title"))] ?? ""]),
  );
