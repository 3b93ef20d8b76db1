import type { OpenOptions } from "./options.ts";

/** What the SDK says every second until the page answers. */
export interface Ping {
  readonly type: "ping";
  readonly selector: string | undefined;
  readonly sdkVersion: string;
  readonly platform: "iframe" | "web";
  readonly attachedEventHandlers: readonly string[];
  readonly overlay: string | undefined;
  readonly isEmbedded: boolean;
  readonly isPopup: boolean;
  readonly isNodeAttached: boolean;
  readonly sdkBuildSource: "NPM";
  readonly sdkBuildType: "ESM";
  readonly redirectUrl?: string;
}

const sdkVersion = "0.1.0";

/** The ping of a handle: the same one every time. */
export const createPing = (options: OpenOptions): Ping => {
  const { container, redirectUrl, overlay } = options;
  const selector = typeof container === "string" ? container : undefined;
  const isPopup = Boolean(options.popup);
  return {
    type: "ping",
    selector,
    sdkVersion,
    platform: isPopup ? "web" : "iframe",
    attachedEventHandlers: options.handlerNames ?? handlersIn(options),
    overlay,
    isEmbedded: selector !== undefined,
    isPopup,
    isNodeAttached: container !== undefined && selector === undefined,
    sdkBuildSource: "NPM",
    sdkBuildType: "ESM",
    ...(redirectUrl === undefined ? {} : { redirectUrl }),
  };
};

const handlersIn = (options: OpenOptions): readonly string[] =>
  Object.entries(options).flatMap(([name, value]) => (/^on[A-Z]/.test(name) && typeof value === "function" ? [name] : []));
