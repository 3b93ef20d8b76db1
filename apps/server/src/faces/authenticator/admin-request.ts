import type { Tenant } from "@drawbridge/storage";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Cause } from "../../devices/help-desk/manage-devices.ts";
import { AppError } from "../../http/app-error.ts";
import { parseId, type IdKind } from "../../ids.ts";
import { bearerOf } from "../../http/handle.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { operatorOfRequest } from "../../operators/operator-session.ts";
import type { Deps } from "../../use-cases/deps.ts";

/** No field but the named ones. */
export const closed = { additionalProperties: false } as const;

/** Every change says why, and may say who asked for it. */
export const causeFields = {
  reason: Type.String({ minLength: 1, maxLength: 500 }),
  by: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
};
/** The same for a DELETE, in the query. */
export const CauseQuery = Type.Object(causeFields, closed);

/** The same where the body is all of a tenant's settings, and for them a wish: who set them and when is in the trail anyway. */
export const SettingsQuery = Type.Object({ reason: Type.Optional(causeFields.reason), by: causeFields.by }, closed);

/** One page of a list, newest first. */
export const pageFields = { cursor: Type.Optional(Type.String({ maxLength: 60 })), limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }) };

export const IdParams = Type.Object({ id: Type.String() });

/** An id in a query: one that cannot be read is a mistake of the caller. */
export const idOf = (kind: IdKind, text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  const uuid = parseId(kind, text);
  if (!uuid) throw new AppError("VALIDATION_FAILED", { detail: `not a ${kind}_… id` });
  return uuid;
};

/** Who asks: the operator whose console it is, whatever they say; else the name the caller gives. */
export const askerOf = async (deps: Deps, request: FastifyRequest, given: string | undefined): Promise<string> =>
  bearerOf(request) === null ? (await operatorOfRequest(deps, request)).email : (given ?? "unnamed");

/** A reason, and a name for who asks. */
export interface GivenCause {
  readonly by?: string | undefined;
  readonly reason: string;
}

/** Who did it, and why. */
export const causeOf = async (deps: Deps, request: FastifyRequest, { by, reason }: GivenCause): Promise<Cause> => ({
  by: await askerOf(deps, request, by),
  reason,
});

/** What a change is made to, and why. */
export const targetOf = async (
  deps: Deps,
  request: FastifyRequest,
  { id, cause }: { readonly id: string | null; readonly cause: GivenCause },
): Promise<{ readonly tenant: Tenant; readonly id: string | null; readonly cause: Cause }> => ({
  tenant: await tenantOfBearer(deps, request),
  id,
  cause: await causeOf(deps, request, cause),
});
