import type { AstEventName } from "@drawbridge/contract";
import type { Scene } from "./scene.ts";

const probes: readonly (readonly [AstEventName, object])[] = [
  ["GetAstClientData", { tenantId: "one" }],
  ["GetIAMAccessToken", { audience: "https://shop.example", scope: "openid", clientId: "shop" }],
  ["GetIamAuthorizationCode", { audience: "https://shop.example", scope: "openid", clientId: "shop" }],
  ["ExchangeIamToken", { audience: "https://shop.example" }],
  ["SetLocales", { locales: ["de"] }],
  ["ProvideNonce", { nonce: "n-1", action: "test" }],
];

/** Asks for what cannot be had yet, where the tenant has every capability: the ledger sees when one of them begins to succeed. */
export const probeNotYet = async ({ stage, open, enrolled }: Scene): Promise<void> => {
  await stage.admin("PUT /v1/authenticator-settings", { environments: ["SSMS", "MAVERICK"], anonymousUsers: true });
  const desktop = await enrolled("c-not-yet");
  for (const [name, payload] of probes) await desktop.mc.send(name, payload);
  await desktop.mc.send("SetAuthorisationCode", { tenantId: "one", authCode: "c", clientId: "app" });
  await desktop.throwAway();
  const mobile = await open({ platform: "Mobile" });
  await mobile.mc.send("EnrollAnonymousUser", { tenantId: "one", authMode: "NO", clientId: "app" });
  await mobile.mc.send("SetAuthorisationCode", { tenantId: "one", authMode: "NO", authCode: "c", clientId: "app" });
  await mobile.throwAway();
};
