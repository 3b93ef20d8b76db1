import { element } from "./element.ts";
import type { PageDoor } from "./doors.ts";
import { isRecord } from "./is-record.ts";

/** A host without any SDK: a frame and a listener that believes only that frame. */
export const openFrame: PageDoor = ({ url, log, onConnected }) =>
  new Promise((resolve) => {
    const section = element("frame-section", HTMLElement);
    const close = element("close-frame", HTMLButtonElement);
    const frame = document.createElement("iframe");
    frame.title = "Connect your bank";
    frame.referrerPolicy = "no-referrer";
    frame.allow = "clipboard-write; publickey-credentials-get";
    frame.src = url;
    const { origin } = new URL(url);
    let connected = 0;
    let isDone = false;

    const end = (): void => {
      window.removeEventListener("message", receive);
      close.removeEventListener("click", end);
      frame.remove();
      section.hidden = true;
      resolve(connected > 0 ? "done" : "cancel");
    };
    const receive = ({ data, origin: sender, source }: MessageEvent): void => {
      if (sender !== origin || source !== frame.contentWindow || !isRecord(data)) return;
      const { type, metadata } = data;
      log.add("page", String(type), metadata);
      if (type === "connect/connected/primaryAction") isDone = true;
      // The way back is the last word after "Done"; before that the person only went back.
      if (type === "connect/sessionTimeout" || (isDone && type === "connect/backToSearch")) end();
      if (type !== "connect/memberConnected" || !isRecord(metadata)) return;
      connected += 1;
      onConnected(String(metadata["connectionId"]));
    };
    window.addEventListener("message", receive);
    close.addEventListener("click", end);
    section.hidden = false;
    element("frame-place", HTMLDivElement).replaceChildren(frame);
    section.scrollIntoView({ block: "start" });
    frame.focus({ preventScroll: true });
  });
