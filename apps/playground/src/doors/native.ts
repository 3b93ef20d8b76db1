import { randomUUID } from "node:crypto";
import { Type } from "typebox";
import { bearer, type Door } from "./open-request.ts";

const Link = Type.Object({ url: Type.String() });

/** Drawbridge's own API: one request makes a link. */
export const openNative: Door = async ({ userId, institution, jobTypes }, { call, dev }) => {
  const { url } = await call(Link, {
    path: "/v1/links",
    method: "POST",
    headers: { ...bearer(dev), "idempotency-key": randomUUID() },
    body: {
      kind: "connect",
      messages: "connect",
      user: { externalId: userId },
      jobTypes,
      ...(institution === undefined ? {} : { institutionId: institution }),
    },
  });
  return url;
};
