import { CliError } from "../../cli-error.ts";
import { contentOf, fileOf, needed, numberOf, segment, textOf, type AdminRow } from "./admin-command.ts";

const settings: Readonly<Record<string, string>> = {
  devices: "/v1/device-policies",
  authenticator: "/v1/authenticator-settings",
  approvals: "/v1/approval-settings",
};

const settingsPath = (name: string): string => {
  const path = settings[name];
  if (!path) throw new CliError("usage", `Name one of ${Object.keys(settings).join(", ")}.`);
  return path;
};

const ownerPath = (operand: string): string => {
  const [owner = "", id = "", ...key] = operand.split("/");
  if (key.length === 0)
    throw new CliError("usage", "A property is OWNER/ID/KEY, such as device/dev_…/colour, user/usr_…/colour or group/tenant/colour.");
  return `/v1/properties/${segment(owner)}/${segment(id)}/${segment(key.join("/"))}`;
};

const versionOptions = [
  ["--state STATE", "REGISTERED or WITHDRAWN"],
  ["--mandatory-from TIME", "from when on it must be used (ISO 8601)"],
  ["--update-url URL", "where it is"],
  ["--info-url URL", "what is new"],
  ["--digest DIGEST", "SHA-256 of the package, base64url"],
] as const;

const versionOf = (values: Parameters<typeof textOf>[0]) => ({
  state: textOf(values, "state"),
  mandatoryFrom: textOf(values, "mandatory-from"),
  updateUrl: textOf(values, "update-url"),
  infoUrl: textOf(values, "info-url"),
  digest: textOf(values, "digest"),
});

const policyRows: readonly AdminRow[] = [
  {
    name: "policies show",
    operand: "NAME",
    summary: "Show what a tenant set: devices, authenticator or approvals",
    want: ({ operand }) => ({ path: settingsPath(operand) }),
  },
  {
    name: "policies set",
    operand: "NAME",
    summary: "Set it: devices, authenticator or approvals",
    options: [
      ["--file FILE", "all of it, as `policies show` prints it"],
      ["--reason TEXT", "why; kept in the audit trail"],
      ["--by NAME", "who asks (default: drawbridge)"],
    ],
    want: async ({ operand, values }) => {
      needed(values, "file");
      const query = { reason: textOf(values, "reason"), by: textOf(values, "by") ?? "drawbridge" };
      return { path: settingsPath(operand), method: "PUT", body: (await fileOf(values, "file")) ?? {}, query };
    },
  },
];

const propertyRows: readonly AdminRow[] = [
  { name: "properties get", operand: "PROPERTY", summary: "Show a property (OWNER/ID/KEY)", want: ({ operand }) => ({ path: ownerPath(operand) }) },
  {
    name: "properties set",
    operand: "PROPERTY",
    summary: "Write a property (OWNER/ID/KEY)",
    options: [
      ["--text TEXT", "the value as text; or"],
      ["--data BASE64URL", "as bytes"],
      ["--flags N", "the sum of its flags"],
      ["--ttl SECONDS", "how long it lives (default: for ever)"],
      ["--version N", "the version it replaces"],
    ],
    why: true,
    want: ({ operand, values }) => {
      const { data, isText } = contentOf(values);
      const value = { data, ...(isText && { type: "UTF8_STRING" }) };
      const rest = { flags: numberOf(values, "flags"), ttl: numberOf(values, "ttl"), version: numberOf(values, "version") };
      return { path: ownerPath(operand), method: "PUT", body: { ...value, ...rest } };
    },
  },
  {
    name: "properties remove",
    operand: "PROPERTY",
    summary: "Remove a property (OWNER/ID/KEY)",
    why: true,
    want: ({ operand }) => ({ path: ownerPath(operand), method: "DELETE" }),
  },
];

const versionRows: readonly AdminRow[] = [
  {
    name: "app-versions list",
    operand: null,
    summary: "List the registered versions of apps",
    options: [["--app NAME", "only of this one"]],
    want: ({ values }) => ({ path: "/v1/app-versions", query: { appName: textOf(values, "app") } }),
  },
  {
    name: "app-versions create",
    operand: "VERSION",
    summary: "Register a version of an app, such as 1.2.0",
    options: [["--app NAME", "whose"], ...versionOptions],
    why: true,
    want: ({ operand, values }) => ({
      path: "/v1/app-versions",
      method: "POST",
      body: { appName: needed(values, "app"), version: operand, ...versionOf(values) },
    }),
  },
  {
    name: "app-versions change",
    operand: "ID",
    summary: "Withdraw a version (apv_…) or change what is said of it",
    options: versionOptions,
    why: true,
    want: ({ operand, values }) => ({ path: `/v1/app-versions/${segment(operand)}`, method: "PUT", body: versionOf(values) }),
  },
];

const appRows: readonly AdminRow[] = [
  {
    name: "app-versions show",
    operand: "ID",
    summary: "Show a version (apv_…)",
    want: ({ operand }) => ({ path: `/v1/app-versions/${segment(operand)}` }),
  },
  {
    name: "app-versions remove",
    operand: "ID",
    summary: "Remove a version (apv_…); whoever has it is not let in",
    why: true,
    want: ({ operand }) => ({ path: `/v1/app-versions/${segment(operand)}`, method: "DELETE" }),
  },
  { name: "apps list", operand: null, summary: "List the apps, with how many versions", want: () => ({ path: "/v1/apps" }) },
  { name: "apps show", operand: "APP", summary: "Show an app", want: ({ operand }) => ({ path: `/v1/apps/${segment(operand)}` }) },
  {
    name: "apps create",
    operand: "APP",
    summary: "Register an app; until it has a version nobody is let in with it",
    why: true,
    want: ({ operand }) => ({ path: "/v1/apps", method: "POST", body: { name: operand } }),
  },
  {
    name: "apps change",
    operand: "APP",
    summary: "Withdraw a whole app, or let it in again",
    options: [["--state STATE", "WITHDRAWN or REGISTERED"]],
    why: true,
    want: ({ operand, values }) => ({ path: `/v1/apps/${segment(operand)}`, method: "PUT", body: { state: needed(values, "state") } }),
  },
  {
    name: "apps remove",
    operand: "APP",
    summary: "Forget an app with all its versions",
    why: true,
    want: ({ operand }) => ({ path: `/v1/apps/${segment(operand)}`, method: "DELETE" }),
  },
];

const pushRows: readonly AdminRow[] = [
  { name: "push-providers list", operand: null, summary: "List who pushes to which platform", want: () => ({ path: "/v1/push-providers" }) },
  {
    name: "push-providers create",
    operand: "PROVIDER",
    summary: "Push to APN, FCM, FCMF or HPK through a gateway; its secret is shown once",
    options: [["--url URL", "where the gateway is"]],
    why: true,
    want: ({ operand, values }) => ({ path: "/v1/push-providers", method: "POST", body: { provider: operand, url: needed(values, "url") } }),
  },
  {
    name: "push-providers change",
    operand: "PROVIDER",
    summary: "Change a gateway's address or secret",
    options: [
      ["--url URL", "where it is now"],
      ["--new-secret", "one more secret; the one before signs for another day"],
    ],
    why: true,
    want: ({ operand, values }) => ({
      path: `/v1/push-providers/${segment(operand)}`,
      method: "PUT",
      body: { url: textOf(values, "url"), newSecret: values["new-secret"] === true ? true : undefined },
    }),
  },
  {
    name: "push-providers remove",
    operand: "PROVIDER",
    summary: "Push through a gateway no more",
    why: true,
    want: ({ operand }) => ({ path: `/v1/push-providers/${segment(operand)}`, method: "DELETE" }),
  },
  {
    name: "push-providers test",
    operand: "PROVIDER",
    summary: "Try a gateway, or with a device the whole road",
    options: [["--device DEVICE", "wake this one"]],
    want: ({ operand, values }) => ({
      path: `/v1/push-providers/${segment(operand)}/test`,
      method: "POST",
      body: { deviceId: textOf(values, "device") },
    }),
  },
];

const rotations: Readonly<Record<string, string>> = {
  "api-token": "/v1/tenant/api-token-rotations",
  "app-key": "/v1/tenant/app-key-rotations",
  "partner-secret": "/v1/tenant/partner-secret-rotations",
};

const credentialRows: readonly AdminRow[] = [
  { name: "tenant show", operand: null, summary: "Show the tenant, and which credentials are being replaced", want: () => ({ path: "/v1/tenant" }) },
  {
    name: "tenant rotate",
    operand: "CREDENTIAL",
    summary: "Replace the api-token, app-key or partner-secret; the new one is shown once",
    options: [["--end-previous", "the one before ends now instead of in a day"]],
    want: ({ operand, values }) => {
      const path = rotations[operand];
      if (!path) throw new CliError("usage", `Name one of ${Object.keys(rotations).join(", ")}.`);
      return { path, method: "POST", body: { previous: values["end-previous"] === true ? "end" : undefined } };
    },
  },
  {
    name: "tenant unlock-partner",
    operand: null,
    summary: "Let the partner sign in again after five wrong secrets",
    want: () => ({ path: "/v1/tenant/partner-lock", method: "DELETE" }),
  },
];

/** What a tenant sets and keeps. */
export const tenantRows: readonly AdminRow[] = [...credentialRows, ...policyRows, ...propertyRows, ...versionRows, ...appRows, ...pushRows];
