import { expectFapiDiscovery } from "./discovery.ts";
import type { FapiServer } from "./fapi-client.ts";
import { assertionModules, proofModules } from "./fapi-proofs.ts";
import { requestModules, returnModules, reuseModules } from "./fapi-requests.ts";
import { bindingModules, openTokens, tokenModules } from "./fapi-tokens.ts";

/** All modules of the security profile, for one server. */
export const securityModules = (server: () => FapiServer) => {
  const tokens = openTokens(server);
  return {
    "discovery-end-point-verification": () => expectFapiDiscovery(server().issuer),
    ...requestModules(server),
    ...returnModules(server),
    ...reuseModules(server),
    ...tokenModules(server, tokens),
    ...bindingModules(server, tokens),
    ...proofModules(server, tokens),
    ...assertionModules(server),
  };
};
