import { openConnect } from "./connect.ts";
import { openNative } from "./native.ts";
import type { Door, OpenRequest } from "./open-request.ts";
import { openWidgetV1 } from "./widget-v1.ts";
import { openWidgetV2 } from "./widget-v2.ts";

/** Every way in, by its name. */
export const doors: Readonly<Record<OpenRequest["door"], Door>> = {
  native: openNative,
  connect: openConnect,
  "widget-v2": openWidgetV2,
  "widget-v1": openWidgetV1,
};
