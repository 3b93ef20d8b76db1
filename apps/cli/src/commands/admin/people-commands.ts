import { fileOf, needed, numberOf, segment, textOf, type AdminRow } from "./admin-command.ts";

const page = [
  ["--limit N", "how many"],
  ["--cursor ID", "`next` of the page before"],
] as const;

const textsOf = (values: Parameters<typeof textOf>[0], names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, textOf(values, name)]));

/** People and what lets their devices in. */
export const peopleRows: readonly AdminRow[] = [
  {
    name: "users create",
    operand: "EXTERNAL-ID",
    summary: "Make a user",
    want: ({ operand }) => ({ path: "/v1/users", method: "POST", body: { externalId: operand } }),
  },
  {
    name: "users list",
    operand: null,
    summary: "List users",
    options: [
      ["--search TEXT", "part of a name or external id"],
      ["--limit N", "how many"],
      ["--offset N", "from where"],
    ],
    want: ({ values }) => ({
      path: "/v1/users",
      query: { search: textOf(values, "search"), limit: numberOf(values, "limit"), offset: numberOf(values, "offset") },
    }),
  },
  {
    name: "users show",
    operand: "USER",
    summary: "Show a user: profile, connections, and names on every face",
    want: async ({ user }) => ({ path: `/v1/users/${await user()}` }),
  },
  {
    name: "users change",
    operand: "USER",
    summary: "Give a user another external id (before there is a device) or profile",
    options: [
      ["--external-id ID", "your own name of the user"],
      ["--profile FILE", "a JSON object, the whole profile"],
    ],
    why: true,
    want: async ({ user, values }) => ({
      path: `/v1/users/${await user()}`,
      method: "PATCH",
      body: { externalId: textOf(values, "external-id"), profile: await fileOf(values, "profile") },
    }),
  },
  {
    name: "users remove",
    operand: "USER",
    summary: "Erase a user with everything known of them",
    why: true,
    want: async ({ user }) => ({ path: `/v1/users/${await user()}`, method: "DELETE" }),
  },
  {
    name: "users lock",
    operand: "USER",
    summary: "Lock everything a user has",
    options: [
      ["--until TIME", "when it lifts itself (ISO 8601)"],
      ["--liftable-by WHO", "helpdesk (default) or security"],
    ],
    why: true,
    want: async ({ user, values }) => ({
      path: `/v1/users/${await user()}/lock`,
      method: "PUT",
      body: { until: textOf(values, "until"), liftableBy: textOf(values, "liftable-by") },
    }),
  },
  {
    name: "users unlock",
    operand: "USER",
    summary: "Lift the lock of a user",
    why: true,
    want: async ({ user }) => ({ path: `/v1/users/${await user()}/lock`, method: "DELETE" }),
  },
  {
    name: "users resume",
    operand: "USER",
    summary: "Let the paused connections of a user go on",
    why: true,
    want: async ({ user }) => ({ path: `/v1/users/${await user()}/connection-pause`, method: "DELETE" }),
  },
  {
    name: "codes list",
    operand: "USER",
    summary: "List the activation codes of a user",
    want: async ({ user }) => ({ path: `/v1/users/${await user()}/activation-codes` }),
  },
  {
    name: "codes revoke",
    operand: "USER",
    summary: "Take an activation code back",
    options: [["--code ID", "acd_…"]],
    why: true,
    want: async ({ user, values }) => ({ path: `/v1/users/${await user()}/activation-codes/${segment(needed(values, "code"))}`, method: "DELETE" }),
  },
  {
    name: "device-tokens create",
    operand: "USER",
    summary: "Make a one-time token for a device of a user",
    options: [["--use USE", "activation or login"]],
    why: true,
    want: async ({ user, values }) => ({ path: `/v1/users/${await user()}/device-tokens`, method: "POST", body: { use: needed(values, "use") } }),
  },
  {
    name: "nonces create",
    operand: "ACTION",
    summary: "Make a nonce that a device answers for an action",
    options: [["--life SECONDS", "how long (default 300)"]],
    want: ({ operand, values }) => ({ path: "/v1/device-nonces", method: "POST", body: { action: operand, lifeS: numberOf(values, "life") } }),
  },
  {
    name: "nonces show",
    operand: "NONCE",
    summary: "Show which device answered a nonce",
    want: ({ operand }) => ({ path: `/v1/device-nonces/${segment(operand)}` }),
  },
  {
    name: "audit list",
    operand: null,
    summary: "List the audit trail, oldest first, or with --newest or a filter newest first",
    options: [
      ["--after N", "from which row on"],
      ["--newest", "newest first"],
      ["--before N", "only rows before this one"],
      ["--action ACTION", "only this deed, such as device.locked"],
      ["--actor ACTOR", "only by this one, such as api:ada@one.example"],
      ["--subject ID", "only done to this one (usr_…, dev_…, op_…)"],
      ["--limit N", "how many"],
    ],
    want: ({ values }) => {
      const filter = { before: numberOf(values, "before"), ...textsOf(values, ["action", "actor", "subject"]) };
      const isNewest = values["newest"] === true || Object.values(filter).some((given) => given !== undefined);
      const order = isNewest ? "newest" : undefined;
      return { path: "/v1/audit", query: { order, after: numberOf(values, "after"), limit: numberOf(values, "limit"), ...filter } };
    },
  },
  {
    name: "messages list",
    operand: null,
    summary: "List messages, newest first",
    options: [["--user USER", "only theirs"], ...page],
    want: async ({ user, values }) => {
      const name = textOf(values, "user");
      const userId = name === undefined ? undefined : await user(name);
      return { path: "/v1/messages", query: { userId, limit: numberOf(values, "limit"), cursor: textOf(values, "cursor") } };
    },
  },
];
