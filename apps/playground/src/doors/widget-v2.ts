import { Type } from "typebox";
import { bearer, type Door } from "./open-request.ts";

const WidgetUrl = Type.Object({ widgetUrl: Type.String() });

/** The widget's second version: the parameters stay on the server, the address carries a one-time token. */
export const openWidgetV2: Door = async ({ userId, institution, jobTypes }, { call, dev, origin }) => {
  const { widgetUrl } = await call(WidgetUrl, {
    path: "/widgetUrl",
    method: "POST",
    headers: bearer(dev),
    body: {
      jobTypes,
      userId,
      targetOrigin: origin,
      ...(institution === undefined ? {} : { institutionId: institution }),
    },
  });
  return widgetUrl;
};
