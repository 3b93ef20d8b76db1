import type { OpenOptions } from "./options.ts";

/** The rights of the page: what it needs to ask for a login and no more. It cannot navigate the host. */
const sandbox = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/** The frame of the Connect page, not yet in the document. */
export const createFrame = (link: URL, options: OpenOptions): HTMLIFrameElement => {
  const frame = document.createElement("iframe");
  frame.title = options.title ?? "Connect your bank";
  frame.allow = "clipboard-write; publickey-credentials-get";
  frame.setAttribute("sandbox", sandbox);
  frame.referrerPolicy = "no-referrer";
  if (options.frameId !== undefined) frame.id = options.frameId;
  frame.src = link.href;
  return frame;
};
