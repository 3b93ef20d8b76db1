import { Type } from "typebox";
import { bearer, type Door } from "./open-request.ts";

const Token = Type.Object({ token: Type.String() });

/** The widget's first version: the parameters are in the address, next to a one-time token. */
export const openWidgetV1: Door = async ({ userId, institution, jobTypes }, deps) => {
  const { call, dev, origin, serverOrigin } = deps;
  const user = new URLSearchParams({ userId });
  const { token } = await call(Token, { path: `/api/token?${user}`, headers: bearer(dev) });
  const url = new URL("/widget", serverOrigin);
  url.search = new URLSearchParams({
    jobTypes: jobTypes.join(","),
    userId,
    token,
    targetOrigin: origin,
    ...(institution === undefined ? {} : { institutionId: institution }),
  }).toString();
  return url.href;
};
