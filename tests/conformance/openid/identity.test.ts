import { afterAll, beforeAll, describe, it } from "vitest";
import { expectOpenIdDiscovery } from "./discovery.ts";
import { openIdentity, type IdentityStage } from "./identity-stage.ts";
import { basicModules } from "./oidc-basic.ts";
import { securityModules } from "./fapi-modules.ts";
import { expectEveryAlgorithm } from "./fapi-tokens.ts";
import { runPlan } from "./plan.ts";
import { securityPlan, signingPlan } from "./plans/fapi2.ts";
import { basicPlan, configPlan } from "./plans/oidc.ts";
import { objectModules } from "./request-objects.ts";

let stage: IdentityStage;

beforeAll(async () => {
  stage = await openIdentity();
});
afterAll(() => stage.drawbridge.close());

const fapi = () => stage.fapi;

describe("the identity server for clients of the FAPI 2.0 profile", () => {
  runPlan(securityPlan("the identity server"), securityModules(fapi));

  it("takes proofs of every algorithm that discovery names", () => expectEveryAlgorithm(stage.fapi));
});

describe("the identity server for clients that sign their requests", () => {
  runPlan(
    signingPlan,
    objectModules(() => stage.signing),
  );
});

describe("the identity server for clients of OpenID Connect", () => {
  runPlan(configPlan, { "discovery-endpoint-verification": () => expectOpenIdDiscovery(stage.fapi.issuer) });
  runPlan(
    basicPlan,
    basicModules(() => stage),
  );
});
