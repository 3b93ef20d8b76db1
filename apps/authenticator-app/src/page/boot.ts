import type { Boot } from "./mc/client.ts";

/** What whoever serves the app wrote into the page. */
export const readBoot = (content: string): Boot => {
  const told: unknown = content === "" ? null : JSON.parse(content);
  const { server, tenant, build } = { server: "", tenant: "", build: "", ...(typeof told === "object" ? told : null) };
  return { server: server || location.origin, tenant, build };
};
