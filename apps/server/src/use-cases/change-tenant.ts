import type { TenantChange } from "@drawbridge/contract";
import { tenants, type Tenant, type TenantFacts } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { recordProgramDeed } from "../operators/deed-of-request.ts";
import type { Deps } from "./deps.ts";

const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Reads an address that browsers may be told: https, or http of this very machine. */
const readAddress = (field: string, text: string): URL => {
  const url = URL.parse(text.trim());
  const safe = url && (url.protocol === "https:" || (url.protocol === "http:" && loopback.has(url.hostname)));
  if (!safe || url.username !== "" || url.password !== "") {
    throw new AppError("VALIDATION_FAILED", { detail: `${field}: ${text} is not an https address (http is for loopback only)` });
  }
  return url;
};

const readOrigin = (text: string): string => {
  const url = readAddress("origins", text);
  const bare = url.pathname === "/" && url.search === "" && url.hash === "" && !url.hostname.includes("*");
  if (!bare) throw new AppError("VALIDATION_FAILED", { detail: `origins: ${text} is not an origin such as https://app.example.com` });
  return url.origin;
};

const readPolicyUrl = (text: string | null): string | null => (text === null ? null : readAddress("policyUrl", text).href);

/** Changes what a tenant says of itself; what is left out stays. Pages opened from now on follow it. */
export const changeTenant = async (deps: Deps, tenant: Tenant, { name, policyUrl, origins }: TenantChange): Promise<TenantFacts> => {
  const wanted = {
    name: name?.trim(),
    policyUrl: policyUrl === undefined ? undefined : readPolicyUrl(policyUrl),
    origins: origins && [...new Set(origins.map(readOrigin))],
  };
  return deps.storage.transaction(async (tx) => {
    const known = await tenants(tx).lock(tenant.id);
    if (!known) throw new AppError("NOT_FOUND");
    const facts = {
      name: wanted.name ?? known.name,
      policyUrl: wanted.policyUrl === undefined ? known.policyUrl : wanted.policyUrl,
      origins: wanted.origins ?? known.origins,
    };
    await tenants(tx).saveFacts(tenant.id, facts);
    await recordProgramDeed(tx, { tenantId: tenant.id, at: deps.now(), action: "tenant.settings_changed", subject: "tenant", data: facts });
    return facts;
  });
};
