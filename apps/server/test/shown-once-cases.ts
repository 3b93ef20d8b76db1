/** Makes something of the tenant, and answers what was told of it. */
type Make = (path: string, body: object) => Promise<Readonly<Record<string, unknown>>>;

const why = { reason: "asked by the person" };

/** What is shown once, by the route that shows it, and the member it is shown in. */
export const shownOnce = async (made: Make): Promise<readonly (readonly [path: string, body: object, member: string])[]> => {
  const user = `/v1/users/${String((await made("/v1/users", { externalId: "shown-once" }))["id"])}`;
  const endpoint = await made("/v1/webhook-endpoints", { url: "http://127.0.0.1:9/once" });
  const client = await made("/v1/oidc-clients", { name: "Once", authMethod: "client_secret_basic" });
  const code = { purpose: "activation", oneTimePassword: true, ...why };
  return [
    [`${user}/activation-codes`, code, "activationCode"],
    [`${user}/activation-codes`, code, "oneTimePassword"],
    [`${user}/device-tokens`, { use: "login", ...why }, "deviceToken"],
    ["/v1/device-nonces", { action: "sign" }, "nonce"],
    ["/v1/operators/invitations", { email: "once@example.com", role: "viewer" }, "invitationUrl"],
    ["/v1/webhook-endpoints", { url: "http://127.0.0.1:9/twice" }, "secret"],
    [`/v1/webhook-endpoints/${String(endpoint["id"])}/secret-rotations`, {}, "secret"],
    ["/v1/oidc-clients", { name: "Twice", authMethod: "client_secret_basic" }, "secret"],
    [`/v1/oidc-clients/${String(client["id"])}/secret-rotations`, {}, "secret"],
    ["/v1/push-providers", { provider: "FCM", url: "http://127.0.0.1:9/push", ...why }, "secret"],
    ["/v1/tenant/app-key-rotations", {}, "secret"],
    ["/v1/tenant/partner-secret-rotations", {}, "secret"],
    ["/v1/tenant/api-token-rotations", {}, "secret"],
  ];
};
