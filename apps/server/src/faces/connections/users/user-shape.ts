import type { User } from "@drawbridge/storage";

/** What a user is printed with beside their own row. */
export interface UserFacts {
  readonly clientId: string;
  readonly clientName: string;
  /** `<bankId>:<uuid>`, oldest first. */
  readonly connectionIds: readonly string[];
}

/** A user as this face prints it (connections.md, 4.2). */
export const printUser = (
  { hexId, profile, createdAt, managedBy, lastAccessedAt, oidcClientId }: User,
  { clientId, clientName, connectionIds }: UserFacts,
) => {
  const clientUserId = profile["clientUserId"];
  return {
    userId: hexId,
    ...(typeof clientUserId === "string" && { clientUserId }),
    clientId: oidcClientId ?? clientId,
    clientName,
    createdAt: createdAt.toISOString(),
    updatedAt: (lastAccessedAt ?? createdAt).toISOString(),
    lastAccessed: (lastAccessedAt ?? createdAt).toISOString(),
    scopes: [],
    managedBy,
    userType: profile["userType"] === "demo" ? "demo" : "live",
    connectionIds,
  };
};
