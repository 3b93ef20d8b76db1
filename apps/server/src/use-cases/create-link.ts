import { randomBytes } from "node:crypto";
import { links, newId, type Queryable, type Tenant, type User } from "@drawbridge/storage";
import { hashToken } from "../http/token-hash.ts";
import type { Deps } from "./deps.ts";
import type { Journey } from "@drawbridge/domain";
import type { LinkOptions } from "./session-record.ts";

const LINK_LIFE_MS = 7_200_000; // connect-events.md, R4

/** What a face asks of a link. */
export interface LinkRequest {
  readonly tenant: Tenant;
  readonly user: User;
  readonly kind: Journey;
  readonly vocabulary: "connect" | "widget";
  readonly singleUse: boolean;
  readonly options: LinkOptions;
}

/** A new link. `token` opens it and is not stored. */
export interface CreatedLink {
  readonly id: string;
  /** 64 lowercase hex characters. */
  readonly token: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Makes a link; it lives two hours. */
export const createLink = async (deps: Deps, request: LinkRequest, db: Queryable = deps.storage.pool): Promise<CreatedLink> => {
  const token = randomBytes(32).toString("hex");
  const createdAt = deps.now();
  const expiresAt = new Date(createdAt.getTime() + LINK_LIFE_MS);
  const id = newId();
  await links(db).create({
    id,
    tenantId: request.tenant.id,
    userId: request.user.id,
    kind: request.kind,
    vocabulary: request.vocabulary,
    singleUse: request.singleUse,
    options: request.options,
    createdAt,
    expiresAt,
    tokenHash: hashToken(token),
  });
  return { id, token, createdAt, expiresAt };
};
