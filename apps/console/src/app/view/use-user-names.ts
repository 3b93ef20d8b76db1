import { pathWith } from "../api/client.ts";
import { Users } from "../api/shapes.ts";
import { useRead } from "../api/use-read.ts";

const MOST = 200; // the server's longest page

/** The names your product gave these people, by id; ids nobody knows are left out. */
export const useUserNames = (ids: readonly (string | null)[]): ReadonlyMap<string, string | null> => {
  const wanted = [...new Set(ids)].filter((id) => id?.startsWith("usr_")).toSorted((a, b) => (a ?? "").localeCompare(b ?? ""));
  const path = wanted.length === 0 ? null : pathWith("/v1/users", { ids: wanted.slice(0, MOST).join(","), limit: MOST });
  const { data } = useRead(Users, path, "once");
  return new Map((data?.users ?? []).map(({ id, externalId }) => [id, externalId]));
};
