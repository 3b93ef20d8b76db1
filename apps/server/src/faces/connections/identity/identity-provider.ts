import type { Provider } from "oidc-provider";
import type { Deps } from "../../../use-cases/deps.ts";

const providers = new WeakMap<Deps, Promise<Provider>>();

const open = async (deps: Deps): Promise<Provider> => {
  const { createProvider } = await import("./provider.ts");
  return createProvider(deps);
};

/** The identity server of an installation, one for everybody who asks; made on the first question, so that a start does not wait for it. */
export const identityProvider = (deps: Deps): Promise<Provider> => {
  const known = providers.get(deps) ?? open(deps);
  providers.set(deps, known);
  return known;
};
